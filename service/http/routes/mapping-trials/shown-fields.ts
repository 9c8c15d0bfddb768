import type { MappingRow } from '../../../../shared/mapping.js';
import type { AppField } from '../../../../shared/records.js';
import { sensitiveRows } from '../../../mapping/mask-preview.js';

/** Which of our fields may be told as they are: to browsers none that tells a value of a sensitive one. */
export function shownFields(
  fields: readonly AppField[],
  rows: readonly MappingRow[],
  isTrusted: boolean,
): (field: string) => boolean {
  if (isTrusted) return () => true;
  const appFields = new Map(fields.map((field) => [field.name, field]));
  const tells = sensitiveRows(appFields, rows);
  const hidden = new Set(rows.filter(tells).map(({ field }) => field));
  return (field) => !hidden.has(field) && appFields.get(field)?.sensitive !== true;
}
