import type { Direction, MappingFault, MappingRow, PreviewRow } from '../../shared/mapping.js';
import type { Fields, FieldValue, Setter } from '../../shared/records.js';
import { readerOf, setOwn } from './alternates.js';
import type { CompiledMapping, ToCrmResult } from './compile-mapping.js';
import type { CompiledRow } from './compile-row.js';
import { Fault, REQUIRED_EMPTY, type RemoteValues } from './conversion.js';
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
  const sent = sendAll(compiled, [...tried.values()], { ...own.held, ...own.host });
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
function sendAll(compiled: CompiledMapping, tried: readonly Tried[], whole: Fields): ToCrmResult {
  const fields: Fields = {};
  const custom: Fields = {};
  for (const { row, start } of tried) {
    if (start.value === undefined) continue;
    const name = customName(row.field);
    setOwn(name === null ? fields : custom, name ?? row.field, start.value);
  }
  return compiled.toCrm(fields, custom, whole);
}

function presentRow(
  compiled: CompiledMapping,
  { row, compiled: { index, target }, source, value, start }: Tried,
  values: RemoteValues,
  sent: ToCrmResult,
): PreviewRow {
  const isRead = compiled.readRows.has(index);
  const isWritten = compiled.writtenRows.has(index);
  const fault = value instanceof Fault ? value : isRead && lacksNeeded(compiled, row, value);
  const refused = sent.errors.find((error) => isWritten && error.field === row.field);
  const hasResult = isWritten && refused === undefined && Object.hasOwn(sent.values, target);
  return {
    field: row.field,
    crm: source ?? target,
    raw: source === null ? null : showRaw(readSafely(source, values)),
    value: isRead && !(value instanceof Fault) ? showRaw(value) : null,
    error: fault ? `The value of “${source ?? target}” ${fault.message}` : whyNotRead(compiled, row, index),
    ours: showRaw(start.value),
    ours_by: start.by,
    to_crm: hasResult ? showRaw(readerOf(target)(sent.values)) : null,
    to_crm_error: refused?.message ?? whyNotWritten(compiled, row, index),
  };
}

const lacksNeeded = (compiled: CompiledMapping, { field }: MappingRow, value: FieldValue): Fault | false =>
  value === null && compiled.conditions.required.has(field) && REQUIRED_EMPTY;

function whyNotRead(compiled: CompiledMapping, row: MappingRow, index: number): string | null {
  if (row.direction === 'to_crm' || compiled.readRows.has(index)) return null;
  return `It is not read: ${reasonOf(compiled, index, 'from_crm')}.`;
}

function whyNotWritten(compiled: CompiledMapping, row: MappingRow, index: number): string | null {
  if (row.direction === 'from_crm' || compiled.writtenRows.has(index)) return null;
  return `It is not written: ${reasonOf(compiled, index, 'to_crm')}.`;
}

/** A row that no other reason leaves out of the writing has a step that goes one way. */
function reasonOf(compiled: CompiledMapping, index: number, way: Direction): string {
  const skipped = compiled.skipped.find((each) => each.row === index && each.direction === way);
  return REASONS[skipped?.code ?? 'no_inverse'] ?? IT_CANNOT_WORK;
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
    error: skipped === undefined ? null : `This row is left out: ${REASONS[skipped.code] ?? IT_CANNOT_WORK}.`,
    ours: null,
    ours_by: null,
    to_crm: null,
    to_crm_error: null,
  };
}

const IT_CANNOT_WORK = 'it cannot work';
const REASONS: Partial<Record<MappingFault['code'], string>> = {
  unknown_app_field: 'there is no such field',
  unknown_crm_field: 'the CRM has no such field',
  unknown_transform: 'it has a conversion that does not exist',
  unknown_placeholder: 'its text puts in a field that is not there',
  type_clash: 'the CRM’s own links fill this field',
  duplicate_row: 'the field has another row',
  used_twice: 'another row writes the same field of the CRM',
  read_only: 'the CRM does not let the field be changed',
  no_inverse: 'it has a step that cannot be undone',
  drifted: 'its field changed in the CRM',
};
