import type { MappingFault } from '../../shared/mapping.js';
import { APP_FIELDS } from '../../shared/records.js';
import type { CheckContext, CheckedRow } from './checked-row.js';
import { fieldLabel } from './field-label.js';

/** Tells of required fields, on either side, that no row fills. */
export function checkRequired(
  rows: readonly CheckedRow[],
  { object, provider, crmFields, appFields }: CheckContext,
  faults: MappingFault[],
): void {
  const ours = [...APP_FIELDS[object], ...appFields.values()].filter(({ required }) => required);
  for (const name of new Set(ours.map((field) => field.name))) {
    const row = rows.find((each) => each.row.field === name);
    if (row !== undefined && row.names.length > 0) continue;
    const label = row?.label ?? fieldLabel(name);
    const message = `${label} has no field in ${provider}. Choose one: records need it.`;
    faults.push({
      row: row?.index ?? -1,
      field: name,
      code: 'required_missing',
      severity: 'warning',
      message,
    });
  }
  const written = new Set(rows.filter(({ writes }) => writes).map(({ target }) => target));
  for (const { name, label, required, read_only } of crmFields?.values() ?? []) {
    if (!required || read_only || written.has(name)) continue;
    const reader = rows.find(({ names }) => names.includes(name));
    const effect = reader === undefined ? 'which no row fills' : `which ${reader.label} does not fill`;
    const message = `${provider} requires “${label}”, ${effect}. It may refuse new records.`;
    const at = { row: reader?.index ?? -1, field: reader?.row.field ?? '' };
    faults.push({ ...at, code: 'required_missing', severity: 'warning', message, crm: name });
  }
}
