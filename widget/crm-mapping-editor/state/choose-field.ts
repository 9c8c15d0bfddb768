import type { CrmField, MappingRow } from '../../../shared/mapping.js';
import { alternatesOf, joinAlternates } from './alternates.js';
import type { RowPatch } from './edits.js';
import type { PickOption } from './pick-list.js';

/**
 * What choosing a CRM field makes of a row: the conversion stays while the kind of value stays, value pairs stay
 * while the new field knows them.
 */
export function chooseField(
  row: MappingRow,
  { crm, fit }: PickOption,
  crmFields: ReadonlyMap<string, CrmField>,
): RowPatch {
  const before = crmFields.get(alternatesOf(row.crm)[0] ?? '');
  const values =
    row.picklist?.values.filter((pair) => crm.options.some(({ value }) => value === pair.crm)) ?? [];
  return {
    crm: crm.name,
    transforms: before?.type === crm.type ? row.transforms : fit.transforms,
    picklist: row.picklist && values.length ? { ...row.picklist, values } : null,
  };
}

/** One more field for when the ones before are empty. */
export const addAlternate = (row: MappingRow, name: string): RowPatch => ({
  crm: joinAlternates([...alternatesOf(row.crm), name]),
});

export const dropAlternate = (row: MappingRow, name: string): RowPatch => ({
  crm: joinAlternates(alternatesOf(row.crm).filter((each) => each !== name)),
});
