import type { CrmField, MappingRow, Picklist } from '../../../shared/mapping.js';
import { alternatesOf, joinAlternates } from './alternates.js';
import type { RowPatch } from './edits.js';
import type { PickOption } from './pick-list.js';

/** Value pairs, and the value that stands for every other one, as far as the new field knows them. */
function keptValues({ picklist }: MappingRow, { options }: CrmField): Picklist | null {
  const known = new Set(options.map(({ value }) => value));
  const values = picklist?.values.filter(({ crm }) => known.has(crm)) ?? [];
  if (!picklist || !values.length) return null;
  const { default_crm, ...rest } = picklist;
  return { ...rest, values, ...(default_crm && known.has(default_crm) && { default_crm }) };
}

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
  return {
    crm: crm.name,
    transforms: before?.type === crm.type ? row.transforms : fit.transforms,
    picklist: keptValues(row, crm),
  };
}

/** One more field for when the ones before are empty. */
export const addAlternate = (row: MappingRow, name: string): RowPatch => ({
  crm: joinAlternates([...alternatesOf(row.crm), name]),
});

export const dropAlternate = (row: MappingRow, name: string): RowPatch => ({
  crm: joinAlternates(alternatesOf(row.crm).filter((each) => each !== name)),
});
