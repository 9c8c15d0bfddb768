import type { CrmField, FieldOption, MappingRow, Picklist, PicklistOther } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';

/** In the order they are offered. */
export const CATCH_ALLS: readonly PicklistOther[] = ['empty', 'keep', 'default', 'hold'];

export type Side = 'app' | 'crm';
export const otherSide = (side: Side): Side => (side === 'app' ? 'crm' : 'app');

/** One line of the table: the value of the `given` side stands there, that of the other is chosen; empty while it is not. */
export interface ValueLine {
  given: Side;
  app: string;
  crm: string;
}

export const isMatched = ({ app, crm }: ValueLine): boolean => app !== '' && crm !== '';
export const lineKey = (line: ValueLine): string => `${line.given} ${line[line.given]}`;

/** What a row translates, from both sides. A side without options is open: its values are typed. */
export interface ValueTable {
  lines: ValueLine[];
  app: readonly string[];
  crm: readonly FieldOption[];
  reads: boolean;
  writes: boolean;
}

const NONE: Picklist = { values: [], other: 'empty' };
export const picklistOf = (row: MappingRow): Picklist => row.picklist ?? NONE;

type Options = { app: readonly string[]; crm: readonly FieldOption[] };

/** The first pair of each value decides. */
function firstPairs({ values }: Picklist, side: Side): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of values) if (!pairs.has(pair[side])) pairs.set(pair[side], pair[otherSide(side)]);
  return pairs;
}

/** Our values, each with the CRM's; one that is kept as it is stands for itself where the CRM knows it. */
function ourLines(picklist: Picklist, { app, crm }: Options): ValueLine[] {
  const pairs = firstPairs(picklist, 'app');
  const same = new Set(picklist.other === 'keep' ? crm.map(({ value }) => value) : []);
  const names = new Set([...app, ...pairs.keys()]);
  return [...names].map((name) => ({
    given: 'app',
    app: name,
    crm: pairs.get(name) ?? (same.has(name) ? name : ''),
  }));
}

/** The CRM's values that no line of ours speaks of: those are read, and several of them may become one of ours. */
function theirLines(picklist: Picklist, { app, crm }: Options, ours: ValueLine[]): ValueLine[] {
  const pairs = firstPairs(picklist, 'crm');
  const same = new Set(picklist.other === 'keep' ? app : []);
  const names = new Set([...crm.map(({ value }) => value), ...pairs.keys()]);
  for (const line of ours) names.delete(line.crm);
  names.delete('');
  return [...names].map((name) => ({
    given: 'crm',
    crm: name,
    app: pairs.get(name) ?? (same.has(name) ? name : ''),
  }));
}

const readsCrm = ({ direction }: MappingRow): boolean => direction !== 'to_crm';
const writesCrm = ({ direction }: MappingRow): boolean => direction !== 'from_crm';

/** The values of both sides that a row translates. Of an open side of ours only those are known that are paired. */
export function valueTable(row: MappingRow, app: AppField | null, crm: CrmField | undefined): ValueTable {
  const picklist = picklistOf(row);
  const options = { app: app?.options ?? [], crm: crm?.options ?? [] };
  const reads = readsCrm(row);
  const writes = writesCrm(row);
  const ours = writes ? ourLines(picklist, options) : [];
  const theirs = reads ? theirLines(picklist, options, ours) : [];
  return { lines: [...ours, ...theirs], ...options, reads, writes };
}

/** Only choices of the CRM are worth pairing: anything else is text. */
export const canPair = (crm: CrmField | undefined): boolean => Boolean(crm?.options.length);

/** A row has values to show: it pairs some, or must, as the CRM does not use our own words. */
export function hasValues(row: MappingRow, app: AppField | null, crm: CrmField | undefined): boolean {
  if (!row.crm) return false;
  if (row.picklist) return true;
  const taken = new Set(crm?.options.map(({ value }) => value));
  const ours = crm?.options.length ? (app?.options ?? []) : [];
  return !ours.every((value) => taken.has(value));
}

/** Every other value is to become one, and which is not said for each way the row goes. */
export function lacksDefault(row: MappingRow): boolean {
  const { other, default_app, default_crm } = picklistOf(row);
  return other === 'default' && ((readsCrm(row) && !default_app) || (writesCrm(row) && !default_crm));
}

/** Values without a counterpart are lost, or hold their record: somebody should look. */
export function isGap(row: MappingRow, { lines }: ValueTable): boolean {
  const { other } = picklistOf(row);
  const isCaught = other === 'keep' || (other === 'default' && !lacksDefault(row));
  return !isCaught && lines.some((line) => !isMatched(line));
}

/** Null: without pairs and a rule it would empty every value. */
const orNone = (picklist: Picklist): Picklist | null =>
  picklist.values.length || picklist.other !== 'empty' ? picklist : null;

/** The row's picklist with the counterpart of one line chosen, or given up where `value` is empty. */
export function withCounterpart(row: MappingRow, line: ValueLine, value: string): Picklist | null {
  const picklist = picklistOf(row);
  const { given } = line;
  const { values } = picklist;
  const at = values.findIndex((pair) => pair[given] === line[given]);
  if (!value) return orNone({ ...picklist, values: values.filter((_, index) => index !== at) });
  const pair = { app: line.app, crm: line.crm, [otherSide(given)]: value };
  return { ...picklist, values: at < 0 ? [...values, pair] : values.with(at, pair) };
}

/** The row's picklist with pairs added; those that are there already stay once. */
export function withPairs(row: MappingRow, pairs: readonly { app: string; crm: string }[]): Picklist {
  const picklist = picklistOf(row);
  const isNew = (pair: { app: string; crm: string }) =>
    !picklist.values.some(({ app, crm }) => app === pair.app && crm === pair.crm);
  return { ...picklist, values: [...picklist.values, ...pairs.filter(isNew)] };
}

/** What becomes of every other value. */
export function withOther(row: MappingRow, other: PicklistOther): Picklist | null {
  const { default_app: _, default_crm: __, ...picklist } = picklistOf(row);
  return orNone({ ...picklist, other });
}

/** The value that stands for every other one on its way to `side`; empty: none. */
export function withDefault(row: MappingRow, side: Side, value: string): Picklist {
  const { [`default_${side}` as const]: _, ...picklist } = picklistOf(row);
  return { ...picklist, other: 'default', ...(value && { [`default_${side}`]: value }) };
}
