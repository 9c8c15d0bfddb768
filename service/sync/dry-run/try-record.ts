import type { Fields, FieldValue } from '../../../shared/records.js';
import type { FieldRule } from '../../conflicts/rules-of.js';
import { isSame } from '../../conflicts/values.js';
import type { PausedMapping } from '../../drift/paused-rows.js';
import type { ConversionError } from '../../mapping/compile-mapping.js';
import type { TrialRecord } from '../../store/queries/trial-records.js';
import type { copiedFields } from './copied.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { type Writes, writesOf } from './writes.js';

/** A mapping as it is tried. */
export interface TriedMapping {
  compiled: PausedMapping;
  /** Of its fields, references left out. */
  rules: ReadonlyMap<string, FieldRule>;
}

/** The mapping in use, the one that is tried, and what copied records can tell of the second. */
export interface Trial {
  inUse: TriedMapping;
  tried: TriedMapping;
  copied: ReturnType<typeof copiedFields>;
}

/** What becomes of one field of one record. `raw`: values of the CRM's, as it has them or gets them. */
export type Finding =
  | { side: 'app'; field: string; before: FieldValue; after: FieldValue }
  | { side: 'crm'; field: string; before: unknown; after: unknown }
  | { side: 'check'; field: string; before: unknown; error: ConversionError; without: 'crm' | 'app' }
  | { side: 'not_copied'; field: string };

/**
 * What a mapping would do to a record that the one in use does not.
 *
 * @param isFresh whether `raw` has everything that is asked for, as it is in the CRM.
 */
export function tryRecord(
  { inUse, tried, copied }: Trial,
  record: TrialRecord,
  raw: Record<string, unknown>,
  unsettled: readonly Fields[],
  isFresh: boolean,
): Finding[] {
  const isKnown = (field: string): boolean => isFresh || copied.isKnown(field, raw);
  const unknown = isFresh ? [] : [...copied.uncertain].filter((field) => !copied.isKnown(field, raw));
  const held = { stored: record.untold ? null : storedOf(record), raw };
  const before = outcomeOf(inUse.compiled, held, () => true);
  const after = outcomeOf(tried.compiled, held, isKnown);
  const [were, are] = [
    writes(inUse, record, before, raw, unsettled),
    writes(tried, record, after, raw, unsettled),
  ];
  return [
    ...unknown.map((field): Finding => ({ side: 'not_copied', field })),
    ...refusals('app', after.errors, ({ crm }) => raw[crm]),
    ...changesOfOurs(before.fields, after.fields).filter(({ field }) => isKnown(field)),
    ...changesOfTheirs(tried.compiled, were, are, raw).filter(({ field }) => isKnown(field)),
  ];
}

/** What a record that waits to be made in the CRM is made with otherwise. */
export const tryNew = (tried: PausedMapping, were: Writes, are: Writes): Finding[] =>
  changesOfTheirs(tried, were, are, {});

function writes(
  { compiled, rules }: TriedMapping,
  { local_id, host, base_host, base_crm }: TrialRecord,
  outcome: Outcome,
  raw: Record<string, unknown>,
  unsettled: readonly Fields[],
): Writes {
  // Activities are the host's words alone: a pull decides nothing of them.
  if (host === null || compiled.object === 'activity') return { values: {}, errors: [], said: {} };
  return writesOf(compiled, rules, { local_id, host, base_host, base_crm }, outcome, raw, unsettled);
}

function storedOf({ fields, custom }: TrialRecord): Fields {
  const stored: Fields = { ...fields };
  for (const [name, value] of Object.entries(custom)) stored[`custom.${name}`] = value;
  return stored;
}

function changesOfOurs(before: Fields | null, after: Fields | null): Finding[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].flatMap((field): Finding[] => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null];
    return isSame(was, is) ? [] : [{ side: 'app', field, before: was, after: is }];
  });
}

/** A write of what the CRM has already changes nothing, and neither does one that goes out anyway. */
function changesOfTheirs(
  compiled: PausedMapping,
  were: Writes,
  are: Writes,
  raw: Record<string, unknown>,
): Finding[] {
  if (are.errors.length > 0) return refusals('crm', are.errors, ({ field }) => are.said[field]);
  const written = [...compiled.rows.values()].filter(({ index }) => compiled.writtenRows.has(index));
  const rowOf = new Map(written.map((row) => [row.target, row]));
  return Object.entries(are.values).flatMap(([name, after]): Finding[] => {
    const row = rowOf.get(name);
    // What stands for nothing differs between CRMs.
    const before = row?.source({ [row.target]: raw[name] }) ? raw[name] : null;
    const isNews = !same(before, after) && !(name in were.values && same(were.values[name], after));
    return isNews ? [{ side: 'crm', field: row?.field ?? name, before, after }] : [];
  });
}

/** CRMs answer numbers and yes or no as text. */
const same = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

const refusals = (
  without: 'crm' | 'app',
  errors: readonly ConversionError[],
  valueOfError: (error: ConversionError) => unknown,
): Finding[] =>
  errors.map((error) => ({
    ...{ side: 'check', field: error.field },
    ...{ before: valueOfError(error) ?? null, error, without },
  }));
