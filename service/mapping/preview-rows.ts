import type { MappingFault, MappingRow, PreviewRow } from '../../shared/mapping.js';
import type { FieldValue } from '../../shared/records.js';
import { readerOf } from './alternates.js';
import type { CompiledMapping } from './compile-mapping.js';
import type { CompiledRow } from './compile-row.js';
import { Fault, type RemoteValues } from './conversion.js';

/** Longest text and list shown of a raw value. */
const MAX_TEXT = 500;
const MAX_ITEMS = 20;

/**
 * What each row makes of one CRM record, and what would go back, in the order of `rows`.
 *
 * A row that only writes has a null `value`; its `to_crm` is the CRM's own value there and back, as an example. Rows
 * left out of the sync show the reason in `error`. Never throws.
 *
 * @param rows the rows `compiled` was compiled from.
 */
export function previewRows(
  compiled: CompiledMapping,
  rows: readonly MappingRow[],
  values: RemoteValues,
): PreviewRow[] {
  return rows.map((row, index) => {
    const compiledRow = compiled.rows.get(index);
    if (compiledRow === undefined) return leftOutRow(compiled, row, index);
    return previewRow(compiled, compiledRow, row, values);
  });
}

function previewRow(
  compiled: CompiledMapping,
  compiledRow: CompiledRow,
  row: MappingRow,
  values: RemoteValues,
): PreviewRow {
  const source = compiledRow.source(values);
  const value = compiledRow.read(values);
  const isWritten = compiled.writtenRows.has(compiledRow.index);
  const isRead = compiled.readRows.has(compiledRow.index);
  const back = isWritten && !(value instanceof Fault) ? (compiledRow.write?.(value) ?? null) : null;
  const fault = [value, back].find((each) => each instanceof Fault);
  return {
    field: row.field,
    crm: source ?? compiledRow.target,
    raw: rawValue(source, values),
    value: isRead && !(value instanceof Fault) ? value : null,
    to_crm: back instanceof Fault ? null : showRaw(back),
    error: fault instanceof Fault ? `The value of “${source ?? compiledRow.target}” ${fault.message}` : null,
  };
}

function rawValue(source: string | null, values: RemoteValues): FieldValue {
  if (source === null) return null;
  try {
    return showRaw(readerOf(source)(values));
  } catch {
    return null;
  }
}

function leftOutRow(compiled: CompiledMapping, row: MappingRow, index: number): PreviewRow {
  const skipped = compiled.skipped.find((each) => each.row === index);
  return {
    field: row.field,
    crm: row.crm,
    raw: null,
    value: null,
    to_crm: null,
    error:
      skipped === undefined ? null : `This row is left out: ${REASONS[skipped.code] ?? 'it cannot work'}.`,
  };
}

const REASONS: Partial<Record<MappingFault['code'], string>> = {
  unknown_app_field: 'there is no such field',
  unknown_crm_field: 'the CRM has no such field',
  unknown_transform: 'it has a conversion that does not exist',
  type_clash: 'the CRM’s own links fill this field',
};

/** A raw value as far as it can be shown: long text is cut, objects are named only. */
function showRaw(raw: unknown): FieldValue {
  if (raw === null || raw === undefined) return null;
  if (Array.isArray(raw)) return raw.slice(0, MAX_ITEMS).map((item: unknown) => String(showScalar(item)));
  return showScalar(raw);
}

function showScalar(raw: unknown): string | number | boolean {
  if (typeof raw === 'string') return raw.length > MAX_TEXT ? `${raw.slice(0, MAX_TEXT)}…` : raw;
  if (typeof raw === 'boolean' || (typeof raw === 'number' && Number.isFinite(raw))) return raw;
  return raw === null || raw === undefined ? '' : '{…}';
}
