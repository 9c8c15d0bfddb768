import type { Fields, FieldValue } from '../../shared/records.js';
import { decide } from './decide.js';
import type { Decision, FieldSides } from './decision.js';
import type { FieldRule } from './rules-of.js';
import { isSame } from './values.js';

/** A record as the two sides have it; fields by name, `custom.x` too. */
export interface RecordSides {
  /** What the host said; a field left out is not the host's. */
  host: Fields;
  /** What the CRM has. A field left out is empty there. */
  crm: Fields;
  /** Both as they were when the sides last agreed; a field that is in none of them has not met yet. */
  baseHost: Fields | null;
  baseCrm: Fields | null;
}

export interface DecidedField extends Decision {
  field: string;
  host: FieldValue;
  crm: FieldValue;
  rule: FieldRule['rule'];
}

/** Decides every field that is the host's and has a rule, in the order of the rules. */
export function decideRecord(
  sides: RecordSides,
  rules: ReadonlyMap<string, FieldRule>,
): ReadonlyMap<string, DecidedField> {
  const decided = new Map<string, DecidedField>();
  for (const [field, how] of rules) {
    const host = own(sides.host, field);
    if (host === undefined) continue;
    const base = baseOf(sides, field);
    const unread = how.rule === 'fill_empty' ? null : base?.crm;
    const crm = (how.reads ? own(sides.crm, field) : unread) ?? null;
    const decision = decide({ host, crm, base, rule: how.rule });
    const isVain = how.isRef && decision.toCrm && addsNothing(host, crm);
    decided.set(field, { field, host, crm, rule: how.rule, ...(isVain ? keepBoth(crm) : decision) });
  }
  return decided;
}

/**
 * Where decisions move the bases: of every settled field that is not there yet, to what the sides have now. Fields left
 * out keep their bases.
 *
 * @param written what the CRM took meanwhile, and holds: these fields are settled too.
 */
export function movedBases(
  sides: RecordSides,
  decided: ReadonlyMap<string, DecidedField>,
  written: Fields = {},
): { baseHost: Fields; baseCrm: Fields } {
  const moved = { baseHost: {} as Fields, baseCrm: {} as Fields };
  for (const { field, host, crm, settled } of decided.values()) {
    const taken = own(written, field);
    if (!settled && taken === undefined) continue;
    const base = baseOf(sides, field);
    const now = taken === undefined ? crm : taken;
    if (base !== null && isSame(base.host, host) && isSame(base.crm, now)) continue;
    moved.baseHost[field] = host;
    moved.baseCrm[field] = now;
  }
  return moved;
}

function baseOf({ baseHost, baseCrm }: RecordSides, field: string): FieldSides['base'] {
  const host = baseHost === null ? undefined : own(baseHost, field);
  if (host === undefined) return null;
  return { host, crm: (baseCrm === null ? undefined : own(baseCrm, field)) ?? null };
}

/** Fields come from JSON that others wrote: `constructor` is no value. */
function own(fields: Fields, name: string): FieldValue | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Nothing the host names is missing in the CRM. */
function addsNothing(host: FieldValue, crm: FieldValue): boolean {
  const there = new Set(listOf(crm));
  return listOf(host).every((id) => there.has(id));
}

const listOf = (value: FieldValue): FieldValue[] =>
  Array.isArray(value) ? value : value === null || value === '' ? [] : [value];

const keepBoth = (crm: FieldValue): Decision => ({
  winner: 'neither',
  value: crm,
  toCrm: false,
  settled: true,
  why: 'rule',
});
