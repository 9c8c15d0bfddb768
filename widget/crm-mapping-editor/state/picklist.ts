import type { CrmField, MappingRow, PicklistOther } from '../../../shared/mapping.js';
import type { AppField } from '../../../shared/records.js';

export const PICKLIST_OTHERS: readonly PicklistOther[] = ['empty', 'keep', 'hold'];

/** One value of ours and the CRM value it stands for; empty while none is chosen. */
export interface PicklistPair {
  app: string;
  crm: string;
}

/**
 * The values of ours a row translates, or null when it has none to: both sides are free text, or the CRM
 * uses our own words.
 */
export function picklistPairs(
  row: MappingRow,
  app: AppField | null,
  crm: CrmField | undefined,
): PicklistPair[] | null {
  const chosen = row.picklist?.values ?? [];
  const taken = new Set(crm?.options.map(({ value }) => value));
  const ours = crm?.options.length ? (app?.options ?? []) : [];
  if (!row.picklist && ours.every((value) => taken.has(value))) return null;
  const names = [...new Set([...ours, ...chosen.map(({ app: value }) => value)])];
  return names.map((name) => ({ app: name, crm: chosen.find((pair) => pair.app === name)?.crm ?? '' }));
}

/** The row's picklist with one value chosen (or, with an empty `crm`, given up). */
export function withPair(row: MappingRow, { app, crm }: PicklistPair): NonNullable<MappingRow['picklist']> {
  const { values, other } = row.picklist ?? { values: [], other: 'empty' as const };
  if (!crm) return { values: values.filter((pair) => pair.app !== app), other };
  const at = values.findIndex((pair) => pair.app === app);
  return { values: at < 0 ? [...values, { app, crm }] : values.with(at, { app, crm }), other };
}
