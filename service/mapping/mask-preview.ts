import type { MappingPreview, MappingRow, PreviewRow } from '../../shared/mapping.js';
import type { AppField } from '../../shared/records.js';
import { placeholdersOf } from '../../shared/transforms.js';
import { splitAlternates } from './alternates.js';
import { maskValue } from './mask-value.js';

/**
 * A preview as a browser may see it: rows of sensitive fields are masked, and so is every row that would show the same
 * value under another name, because it uses a CRM field that a sensitive one is mapped to, or a text that puts one in.
 *
 * @param appFields ours by name, custom ones that the host declared among them.
 * @param rows those of the preview; `inUse` those that are saved.
 */
export function maskPreview(
  preview: MappingPreview,
  appFields: ReadonlyMap<string, AppField>,
  rows: readonly MappingRow[],
  inUse: readonly MappingRow[],
): MappingPreview {
  const isTold = sensitiveRows(appFields, [...rows, ...inUse]);
  return {
    ...preview,
    rows: preview.rows.map((shown, index) => {
      const row = rows[index];
      return row !== undefined && isTold(row) ? maskRow(shown) : shown;
    }),
  };
}

/**
 * Whether a row tells a value of a sensitive field, also under another name or within a text, by all rows that name fields
 * of the CRM.
 */
export function sensitiveRows(
  appFields: ReadonlyMap<string, AppField>,
  rows: readonly MappingRow[],
): (row: MappingRow) => boolean {
  const crmNames = sensitiveNames(appFields, rows);
  return (row) =>
    isOfOne(appFields, row) ||
    [...splitAlternates(row.crm), ...placeholdersIn(row)].some((name) => crmNames.has(name));
}

/** Fields of the CRM that rows map sensitive ones of ours to. */
export function sensitiveNames(
  appFields: ReadonlyMap<string, AppField>,
  rows: readonly MappingRow[],
): ReadonlySet<string> {
  return new Set(rows.filter((row) => isOfOne(appFields, row)).flatMap(({ crm }) => splitAlternates(crm)));
}

const isOfOne = (appFields: ReadonlyMap<string, AppField>, row: MappingRow): boolean =>
  [row.field, ...placeholdersIn(row)].some((field) => appFields.get(field)?.sensitive === true);

const placeholdersIn = ({ transforms }: MappingRow): string[] =>
  transforms.flatMap((step) => (step.name === 'template' ? placeholdersOf(step.template) : []));

function maskRow(row: PreviewRow): PreviewRow {
  return {
    ...row,
    raw: maskValue(row.raw),
    value: maskValue(row.value),
    ours: maskValue(row.ours),
    to_crm: maskValue(row.to_crm),
    masked: true,
  };
}
