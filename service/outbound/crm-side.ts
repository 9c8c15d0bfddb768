import type { Fields, FieldValue } from '../../shared/records.js';
import type { FieldRule } from '../conflicts/rules-of.js';
import type { RemoteValues } from '../connectors/connector.js';
import { toStorable } from '../fields/map-page.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { CompiledRow } from '../mapping/compile-row.js';
import { Fault } from '../mapping/conversion.js';

/** Stands for a value that we cannot read, and that is there all the same. */
const UNREADABLE = 'unreadable:';

/** Rows that only fill what is empty in the CRM. */
const onlyFilled = ({ conditions, rows, writtenRows }: CompiledMapping): CompiledRow[] =>
  conditions.ifEmpty.size === 0
    ? []
    : [...rows.values()].filter(
        ({ field, index }) => conditions.ifEmpty.has(field) && writtenRows.has(index),
      );

/** CRM fields that must be known before a record is written: those that are read, and those that are only filled. */
export const fieldsToRead = (compiled: CompiledMapping): string[] => [
  ...new Set([...compiled.crmFields, ...onlyFilled(compiled).map(({ target }) => target)]),
];

/** What the CRM has of a record by our fields, `custom.x` too, of those fields also that are only written to be filled. */
export function crmSideOf(compiled: CompiledMapping, values: RemoteValues): Fields {
  const { fields, custom, errors } = compiled.fromCrm(values);
  const crm: Fields = { ...fields };
  for (const [name, value] of Object.entries(custom)) crm[`custom.${name}`] = value;
  for (const { field, crm: name, code } of errors)
    if (code !== 'required_empty') crm[field] = unreadable(values[name]);
  for (const row of onlyFilled(compiled))
    if (!compiled.readFields.has(row.field)) crm[row.field] = heldValue(row, values);
  return toStorable(crm);
}

const unreadable = (raw: unknown): string => `${UNREADABLE}${String(raw)}`;

function heldValue(row: CompiledRow, values: RemoteValues): FieldValue {
  const raw = values[row.target];
  if (!hasValue(row, values)) return null;
  const value = row.read({ [row.target]: raw });
  return value === null || value instanceof Fault ? unreadable(raw) : value;
}

/** Whether the field a row writes to has a value; what stands for none differs between CRMs. */
const hasValue = (row: CompiledRow, values: RemoteValues): boolean =>
  row.source({ [row.target]: values[row.target] }) !== null;

/** The rules for a record whose side in the CRM is known from `crmSideOf`. */
export function rulesOnceRead(
  rules: ReadonlyMap<string, FieldRule>,
  compiled: CompiledMapping,
): ReadonlyMap<string, FieldRule> {
  const looked = onlyFilled(compiled).flatMap(({ field }) => {
    const how = rules.get(field);
    return how === undefined || how.reads ? [] : [[field, { ...how, reads: true }] as const];
  });
  return looked.length === 0 ? rules : new Map([...rules, ...looked]);
}

/** Values of a write without those of fields that are only filled, and are full; for rows whose value is no word of the host's. */
export function leaveFilled(
  compiled: CompiledMapping,
  values: RemoteValues,
  held: RemoteValues,
): RemoteValues {
  const full = onlyFilled(compiled).filter((row) => row.target in values && hasValue(row, held));
  if (full.length === 0) return values;
  const targets = new Set(full.map(({ target }) => target));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !targets.has(name)));
}

/** The record as it will be once `written` is: what the CRM has, and of what is never read from there the host's word. */
export function wholeAfter(compiled: CompiledMapping, host: Fields, crm: Fields, written: Fields): Fields {
  const whole = { ...host };
  for (const [field, value] of Object.entries(crm))
    if (value !== null || compiled.readFields.has(field)) whole[field] = readable(value);
  return { ...whole, ...written };
}

const readable = (value: FieldValue): FieldValue =>
  typeof value === 'string' && value.startsWith(UNREADABLE) ? value.slice(UNREADABLE.length) : value;
