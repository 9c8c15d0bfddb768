import type { CrmField, MappingFault, MappingRow } from '../../shared/mapping.js';
import type { AppField, ObjectName } from '../../shared/records.js';
import { splitAlternates } from './alternates.js';
import { customName, findAppField, isRef } from './field-types.js';

/** The fields of both sides, as they are now. */
export interface KnownFields {
  /** Fields of the CRM object by name; null while they are not known. */
  readonly fields: ReadonlyMap<string, CrmField> | null;
  /** CRM fields that are paused. */
  readonly paused: ReadonlySet<string>;
  /** The host's own, by the name that rows give them; any other is taken as it comes. */
  readonly declared: ReadonlyMap<string, AppField>;
}

/** The fields that a row names, found. */
export interface ResolvedRow {
  readonly appField: AppField | null;
  /** Of a custom field of ours, its own name. */
  readonly custom: string | null;
  /** CRM fields that exist and are not paused, at least one. */
  readonly names: readonly string[];
  /** The first of them as the CRM describes it, when that is known. */
  readonly crmField: CrmField | null;
  /** The CRM field that the row is written to, where it is paused: the others only stand in for it when reading. */
  readonly pausedTarget: string | null;
}

/** Why a row, or a way of it, cannot take part; `crm` is the CRM field to blame. */
export interface RowFault {
  readonly code: MappingFault['code'];
  readonly crm: string | null;
}

/** Looks up the fields of a row; null where it names no CRM field, which leaves our field out on purpose. */
export function resolveRow(
  object: ObjectName,
  row: MappingRow,
  known: KnownFields,
): ResolvedRow | RowFault | null {
  const all = splitAlternates(row.crm);
  if (all.length === 0) return null;
  const custom = customName(row.field);
  const appField = findAppField(object, row.field) ?? known.declared.get(row.field) ?? null;
  if (appField === null && custom === null) return { code: 'unknown_app_field', crm: null };
  if (appField !== null && isRef(appField)) return { code: 'type_clash', crm: null };
  const names = all.filter(
    (name) => !known.paused.has(name) && (known.fields === null || known.fields.has(name)),
  );
  const paused = all.find((name) => known.paused.has(name));
  if (names.length === 0)
    return paused === undefined
      ? { code: 'unknown_crm_field', crm: row.crm }
      : { code: 'drifted', crm: paused };
  return {
    ...{ appField, custom, names },
    crmField: known.fields?.get(names[0] ?? '') ?? null,
    pausedTarget: all[0] === paused ? (paused ?? null) : null,
  };
}

/** What a row reads besides its own CRM fields must be there, too: a gap in a text would look like a value. */
export function faultOfNeeded(needed: readonly string[], { fields, paused }: KnownFields): RowFault | null {
  const drifted = needed.find((name) => paused.has(name));
  if (drifted !== undefined) return { code: 'drifted', crm: drifted };
  const unknown = needed.find((name) => fields !== null && !fields.has(name));
  return unknown === undefined ? null : { code: 'unknown_placeholder', crm: unknown };
}

/** Of placeholders of our fields: references are none, their ids mean nothing to a CRM. */
export function isOwnPlaceholder(object: ObjectName, name: string): boolean {
  const field = findAppField(object, name);
  return field === undefined ? customName(name) !== null : !isRef(field);
}
