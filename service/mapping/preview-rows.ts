import type { MappingFault, MappingRow, PreviewRow } from '../../shared/mapping.js';
import type { Fields, FieldValue, Setter } from '../../shared/records.js';
import { readerOf, setOwn } from './alternates.js';
import type { CompiledMapping, ToCrmResult } from './compile-mapping.js';
import type { CompiledRow } from './compile-row.js';
import { Fault, type RemoteValues } from './conversion.js';
import { customName } from './field-types.js';
import { showRaw } from './show-raw.js';

/** What is known here of the record, by field as rows name it (`custom.x` too). */
export interface OwnSide {
  /** What the host said of it. */
  host: Fields;
  /** What we hold of it, from the CRM or as the host wrote it there. */
  held: Fields;
}

/** One row under way: what came in, and what goes out. */
interface Tried {
  row: MappingRow;
  compiled: CompiledRow;
  source: string | null;
  value: FieldValue | Fault;
  start: Start;
}

/** Undefined: there is nothing to send. */
interface Start {
  value: FieldValue | undefined;
  by: Setter | null;
}

const NOTHING_KNOWN: OwnSide = { host: {}, held: {} };

/**
 * What each row makes of one CRM record, and what would go back, in the order of `rows`.
 *
 * The way back starts from what the host said of the field, else from what the record has here under these rows; a row
 * that only writes and of which nothing is known shows the CRM's own value there and back, as an example. All rows
 * are written together, as a push does it. Rows left out of the sync show the reason in `error`. Never throws.
 *
 * @param rows the rows `compiled` was compiled from.
 */
export function previewRows(
  compiled: CompiledMapping,
  rows: readonly MappingRow[],
  values: RemoteValues,
  own: OwnSide = NOTHING_KNOWN,
): PreviewRow[] {
  const tried = new Map<number, Tried>();
  for (const [index, row] of rows.entries()) {
    const one = compiled.rows.get(index);
    if (one !== undefined) tried.set(index, tryRow(compiled, one, row, values, own));
  }
  const sent = sendAll(compiled, [...tried.values()]);
  return rows.map((row, index) => {
    const one = tried.get(index);
    return one === undefined ? leftOutRow(compiled, row, index) : presentRow(compiled, one, values, sent);
  });
}

function tryRow(
  compiled: CompiledMapping,
  one: CompiledRow,
  row: MappingRow,
  values: RemoteValues,
  own: OwnSide,
): Tried {
  const isRead = compiled.readRows.has(one.index);
  const value = one.read(values);
  return { row, compiled: one, source: one.source(values), value, start: startOf(row, isRead, value, own) };
}

function startOf(
  { field }: MappingRow,
  isRead: boolean,
  value: FieldValue | Fault,
  { host, held }: OwnSide,
): Start {
  if (Object.hasOwn(host, field)) return { value: host[field], by: 'host' };
  // A refused value leaves what is held; any other takes its place.
  if (isRead && !(value instanceof Fault)) return { value, by: value === null ? null : 'crm' };
  if (Object.hasOwn(held, field)) return { value: held[field], by: held[field] === null ? null : 'crm' };
  return value instanceof Fault || isRead
    ? { value: undefined, by: null }
    : { value, by: value === null ? null : 'crm' };
}

/** Writes them together: a template, or two rows that share a field of the CRM, take more than one value. */
function sendAll(compiled: CompiledMapping, tried: readonly Tried[]): ToCrmResult {
  const fields: Fields = {};
  const custom: Fields = {};
  for (const { row, start } of tried) {
    if (start.value === undefined) continue;
    const name = customName(row.field);
    setOwn(name === null ? fields : custom, name ?? row.field, start.value);
  }
  return compiled.toCrm(fields, custom);
}

function presentRow(
  compiled: CompiledMapping,
  { row, compiled: { index, target }, source, value, start }: Tried,
  values: RemoteValues,
  sent: ToCrmResult,
): PreviewRow {
  const isWritten = compiled.writtenRows.has(index);
  const fault = value instanceof Fault ? value : null;
  const refused = isWritten ? sent.errors.find((error) => error.field === row.field) : undefined;
  const hasResult = isWritten && refused === undefined && Object.hasOwn(sent.values, target);
  return {
    field: row.field,
    crm: source ?? target,
    raw: source === null ? null : showRaw(readSafely(source, values)),
    value: compiled.readRows.has(index) && fault === null ? showRaw(value) : null,
    error: fault === null ? null : `The value of “${source ?? target}” ${fault.message}`,
    ours: showRaw(start.value),
    ours_by: start.by,
    to_crm: hasResult ? showRaw(readerOf(target)(sent.values)) : null,
    to_crm_error: refused?.message ?? null,
  };
}

function readSafely(name: string, values: RemoteValues): unknown {
  try {
    return readerOf(name)(values);
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
    error:
      skipped === undefined ? null : `This row is left out: ${REASONS[skipped.code] ?? 'it cannot work'}.`,
    ours: null,
    ours_by: null,
    to_crm: null,
    to_crm_error: null,
  };
}

const REASONS: Partial<Record<MappingFault['code'], string>> = {
  unknown_app_field: 'there is no such field',
  unknown_crm_field: 'the CRM has no such field',
  unknown_transform: 'it has a conversion that does not exist',
  type_clash: 'the CRM’s own links fill this field',
  drifted: 'its field changed in the CRM',
};
