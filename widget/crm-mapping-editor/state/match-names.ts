import { foldText } from './pick-list.js';
import { isMatched, otherSide, type ValueLine, type ValueTable } from './picklist.js';

/** A value with the names it goes by: its own and its label. */
export interface NamedValue {
  value: string;
  names: readonly string[];
}

export interface NameMatches {
  /** Same but for case, accents and punctuation. */
  same: { app: string; crm: string }[];
  /** One letter apart, or one name within the other. */
  similar: { app: string; crm: string }[];
}

const fold = (name: string): string => foldText(name).replace(/[^\p{L}\p{N}]+/gu, '');

/** Whether at most one letter was changed, left out or added. */
function isOneApart(one: string, other: string): boolean {
  const [long, short] = one.length >= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at += 1;
  const rest = long.length === short.length ? short.slice(at + 1) : short.slice(at);
  return long.slice(at + 1) === rest;
}

/** Shortest name that may be recognised within another, and one that may have a letter wrong. */
const WITHIN = 4;
const TYPO = 6;

function isSimilar(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (short.length >= WITHIN && (long.startsWith(short) || long.endsWith(short))) return true;
  return short.length >= TYPO && isOneApart(one, other);
}

const meet = (
  one: readonly string[],
  other: readonly string[],
  are: (one: string, other: string) => boolean,
): boolean => one.some((name) => other.some((each) => are(name, each)));

/**
 * Counterparts that lines without one could have by their names. Of several that answer alike none is suggested, and a
 * similar name only where no same one is.
 *
 * @param named a value of one side with its names, as people read them.
 */
export function matchNames(
  { lines, app, crm }: ValueTable,
  named: (side: 'app' | 'crm', value: string) => readonly string[],
): NameMatches {
  const folded = (side: 'app' | 'crm', value: string): NamedValue => ({
    value,
    names: [...new Set(named(side, value).map(fold))].filter(Boolean),
  });
  const all = {
    app: app.map((value) => folded('app', value)),
    crm: crm.map(({ value }) => folded('crm', value)),
  };
  const found: NameMatches = { same: [], similar: [] };
  for (const line of lines) {
    if (isMatched(line)) continue;
    const match = matchOf(folded(line.given, line[line.given]), all[otherSide(line.given)]);
    if (match) add(found[match.how], pairOf(line, match.value));
  }
  return found;
}

/** Lines of both sides may find each other. */
function add(pairs: NameMatches['same'], pair: NameMatches['same'][number]): void {
  if (!pairs.some(({ app, crm }) => app === pair.app && crm === pair.crm)) pairs.push(pair);
}

function matchOf(
  { names }: NamedValue,
  candidates: readonly NamedValue[],
): { how: keyof NameMatches; value: string } | null {
  for (const [how, are] of [
    ['same', (one: string, other: string) => one === other],
    ['similar', isSimilar],
  ] as const) {
    const found = candidates.filter((candidate) => meet(names, candidate.names, are));
    if (found.length === 1) return { how, value: found[0]!.value };
    if (found.length) return null;
  }
  return null;
}

const pairOf = ({ given, app, crm }: ValueLine, value: string): { app: string; crm: string } => ({
  app,
  crm,
  [otherSide(given)]: value,
});
