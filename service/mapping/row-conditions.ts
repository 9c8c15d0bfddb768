import type { MappingRow } from '../../shared/mapping.js';

/** Our fields (`custom.x` too) whose rows bind them to a condition; the first row of a field counts. */
export interface RowConditions {
  /** Filled only where the side a value goes to has none. */
  readonly ifEmpty: ReadonlySet<string>;
  /** Written only when the host's value is another than the one it last gave. */
  readonly ifChanged: ReadonlySet<string>;
  /** Without a value of these a record is not mapped, and not written. */
  readonly required: ReadonlySet<string>;
}

/** Conditions of rows that are mapped at all. */
export function conditionsOf(rows: readonly MappingRow[]): RowConditions {
  const byField = new Map<string, MappingRow>();
  for (const row of rows) if (row?.crm != null && !byField.has(row.field)) byField.set(row.field, row);
  const fieldsOf = (isBound: (row: MappingRow) => boolean): ReadonlySet<string> =>
    new Set([...byField.values()].filter(isBound).map(({ field }) => field));
  return {
    ifEmpty: fieldsOf(({ when }) => when === 'if_empty'),
    ifChanged: fieldsOf(({ when }) => when === 'if_changed'),
    required: fieldsOf(({ required }) => required === true),
  };
}
