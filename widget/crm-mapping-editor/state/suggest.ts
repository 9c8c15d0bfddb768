import type { CrmField, Transform } from '../../../shared/mapping.js';
import type { Fit } from './fit.js';
import { type Likeness, likenessOf, type Name, nameOf } from './name-likeness.js';
import { foldText } from './pick-list.js';

/** One of our fields that has no CRM field yet. */
export interface Unmatched {
  field: string;
  /** What it is called: API name, labels. */
  names: readonly string[];
  /** Values it holds or may hold. */
  values: readonly string[];
}

/** Why a CRM field was suggested. */
export interface Reason {
  name: Likeness['how'] | null;
  /** Values found on both sides. */
  values: number;
  /** Nothing else comes near it, from either side. */
  isOnly: boolean;
}

/** A CRM field one of ours may be matched with. Nothing of it is saved until a person accepts it. */
export interface Suggestion {
  field: string;
  crm: CrmField;
  transforms: Transform[];
  reason: Reason;
  /** Good enough to be accepted with others at once. */
  isSure: boolean;
}

interface Candidate {
  ours: Unmatched;
  crm: CrmField;
  fit: Fit;
  name: Likeness | null;
  values: number;
  score: number;
}

interface Theirs {
  crm: CrmField;
  names: readonly Name[];
  values: ReadonlySet<string>;
}

/** Least score of a suggestion, of a sure one, and how far the next best must be. */
const LEAST = 0.5;
const SURE = 0.85;
const MARGIN = 0.15;
/** Fields of a CRM compared with one of ours: the most telling words come first. */
const MOST_COMPARED = 60;
/** Values on both sides that say nothing. */
const COMMON_VALUES = new Set(['true', 'false', 'yes', 'no', 'si', 'none', 'other', 'altro']);
const MOST_VALUES = 200;

const valuesOf = (values: readonly string[]): Set<string> =>
  new Set(
    values
      .slice(0, MOST_VALUES)
      .map((value) => foldText(value).trim())
      .filter((value) => value.length > 1 && !COMMON_VALUES.has(value)),
  );

const described = new WeakMap<CrmField, Theirs>();

/** Taken apart once for each field, however often it is compared. */
function describe(crm: CrmField): Theirs {
  const known = described.get(crm) ?? {
    crm,
    names: [nameOf(crm.label), nameOf(crm.name)],
    values: valuesOf([...crm.samples, ...crm.options.flatMap(({ value, label }) => [value, label])]),
  };
  described.set(crm, known);
  return known;
}

/** Fields of the CRM by the words and values they have: what makes comparing a thousand with a thousand few steps. */
class Index {
  readonly #byTerm = new Map<string, Theirs[]>();
  readonly #weights = new Map<string, number>();

  constructor(private readonly all: readonly Theirs[]) {
    for (const theirs of all) {
      const terms = new Set([...theirs.names.flatMap((name) => termsOf(name)), ...theirs.values]);
      for (const term of terms) {
        const list = this.#byTerm.get(term);
        if (list) list.push(theirs);
        else this.#byTerm.set(term, [theirs]);
      }
    }
  }

  /** 1 for a word hardly any field has, near 0 for one that most have. */
  readonly weight = (term: string): number => {
    const known = this.#weights.get(term);
    if (known !== undefined) return known;
    const weight = this.#weigh(term);
    this.#weights.set(term, weight);
    return weight;
  };

  #weigh(term: string): number {
    const count = this.#byTerm.get(term)?.length ?? 0;
    return Math.max(0.05, 1 - Math.log1p(Math.max(0, count - 1)) / Math.log1p(Math.max(this.all.length, 20)));
  }

  /** Those that share a word or a value, the rarest first. */
  like(terms: readonly string[]): Theirs[] {
    const lists = terms
      .map((term) => this.#byTerm.get(term) ?? [])
      .sort((one, other) => one.length - other.length);
    const found = new Set<Theirs>();
    for (const list of lists) {
      for (const theirs of list) {
        if (found.size >= MOST_COMPARED) return [...found];
        found.add(theirs);
      }
    }
    return [...found];
  }
}

/** Concepts, and the first letters, by which misspelt words are found. */
const termsOf = (name: Name): string[] => [
  ...name.concepts,
  ...(name.plain ? [`^${name.plain.slice(0, 2)}`] : []),
];

function bestLikeness(
  ours: readonly Name[],
  theirs: readonly Name[],
  weight: Index['weight'],
): Likeness | null {
  let best: Likeness | null = null;
  for (const one of ours) {
    for (const other of theirs) {
      const likeness = likenessOf(one, other, weight);
      if (likeness && likeness.score > (best?.score ?? 0)) best = likeness;
    }
  }
  return best;
}

/** 1 is a name to the letter in a field of the same kind; values alone count for as much as a part of a name. */
function scoreOf(name: Likeness | null, values: number, fit: Fit): number {
  const ofValues = values ? Math.min(0.15 + 0.1 * values, 0.45) : 0;
  const base = (name?.score ?? 0) + ofValues * (name ? 0.6 : 1.2);
  return base - (fit.level === 'converts' ? 0.1 : 0);
}

function candidatesOf(ours: Unmatched, index: Index, fitOf: FitOf): Candidate[] {
  const names = ours.names.map(nameOf);
  const values = valuesOf(ours.values);
  return index.like([...names.flatMap(termsOf), ...values]).flatMap((theirs): Candidate[] => {
    const fit = fitOf(ours.field, theirs.crm);
    if (fit.level === 'cannot') return [];
    const name = bestLikeness(names, theirs.names, index.weight);
    const shared = [...values].filter((value) => theirs.values.has(value)).length;
    const score = scoreOf(name, shared, fit);
    return score >= LEAST ? [{ ours, crm: theirs.crm, fit, name, values: shared, score }] : [];
  });
}

/** How far ahead of all others for the same field, ours or theirs, a candidate is. */
function marginOf(candidate: Candidate, rivals: readonly (readonly Candidate[])[]): number {
  const best = rivals.map((list) => list.find((other) => other !== candidate)?.score ?? 0);
  return candidate.score - Math.max(...best);
}

/** In lists by field, each in the order of all. */
function groupBy<K>(all: readonly Candidate[], keyOf: (candidate: Candidate) => K): Map<K, Candidate[]> {
  const groups = new Map<K, Candidate[]>();
  for (const candidate of all) {
    const list = groups.get(keyOf(candidate));
    if (list) list.push(candidate);
    else groups.set(keyOf(candidate), [candidate]);
  }
  return groups;
}

type FitOf = (field: string, crm: CrmField) => Fit;

/**
 * Finds the CRM fields our unmatched ones most likely belong with: from names in English and Italian, kinds of values,
 * and values found on both sides. What may go with a field is found once; which of it is left, at each edit.
 */
export class Suggester {
  readonly #index: Index;
  readonly #candidates = new Map<string, readonly Candidate[]>();

  constructor(
    crmFields: readonly CrmField[],
    private readonly fitOf: FitOf,
  ) {
    this.#index = new Index(crmFields.map(describe));
  }

  /** Compares fields nobody compared yet, `most` of them. True when none is left. */
  compare(unmatched: readonly Unmatched[], most = Number.POSITIVE_INFINITY): boolean {
    const fresh = unmatched.filter(({ field }) => !this.#candidates.has(field));
    for (const ours of fresh.slice(0, most)) {
      this.#candidates.set(ours.field, candidatesOf(ours, this.#index, this.fitOf));
    }
    return fresh.length <= most;
  }

  /** By field of ours, each CRM field at most once. @param used CRM fields a row uses already. */
  suggest(unmatched: readonly Unmatched[], used: ReadonlySet<string>): Map<string, Suggestion> {
    this.compare(unmatched);
    const all = unmatched
      .flatMap(({ field }) => this.#candidates.get(field)!.filter(({ crm }) => !used.has(crm.name)))
      .sort((one, other) => other.score - one.score);
    const byOurs = groupBy(all, ({ ours }) => ours.field);
    const byTheirs = groupBy(all, ({ crm }) => crm);
    const found = new Map<string, Suggestion>();
    const taken = new Set<CrmField>();
    for (const candidate of all) {
      const { field } = candidate.ours;
      if (found.has(field) || taken.has(candidate.crm)) continue;
      taken.add(candidate.crm);
      const isOnly = marginOf(candidate, [byOurs.get(field)!, byTheirs.get(candidate.crm)!]) >= MARGIN;
      found.set(field, toSuggestion(candidate, isOnly));
    }
    return found;
  }
}

function toSuggestion({ ours, crm, fit, name, values, score }: Candidate, isOnly: boolean): Suggestion {
  return {
    field: ours.field,
    crm,
    transforms: fit.transforms,
    reason: { name: name?.how ?? null, values, isOnly },
    isSure: isOnly && score >= SURE && fit.level === 'fits',
  };
}
