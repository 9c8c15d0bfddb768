import { setOwn } from './alternates.js';
import type { CompiledMapping, ToCrmResult } from './compile-mapping.js';
import type { CompiledRow } from './compile-row.js';
import {
  Fault,
  isEmpty,
  type OwnRecord,
  REQUIRED_EMPTY,
  type RemoteValues,
  type Source,
} from './conversion.js';
import { NO_ERRORS, objectOr, toError } from './conversion-error.js';
import type { Plan } from './plan-rows.js';
import { ownReader } from './record-contexts.js';
import type { Writer } from './writers.js';

/** The way out of a mapping. */
export function compileToCrm(
  { writers }: Pick<Plan, 'writers'>,
  required: ReadonlySet<string>,
): CompiledMapping['toCrm'] {
  const plain = plainWriters(writers);
  const others = writers.filter((writer) => writer.plain === null && !writer.isAlways);
  const always = writers.filter(({ isAlways }) => isAlways);
  const needed = writers
    .filter(({ isAlways }) => !isAlways)
    .flatMap(({ rows }) => rows.map((row) => toNeed(row, rows.length > 1)))
    .filter(({ row }) => required.has(row.field));
  return (fields, custom, whole) => {
    const own: OwnRecord = { fields: objectOr(fields), custom: objectOr(custom), whole: objectOr(whole) };
    let result = writePlain(plain, own);
    if (others.length > 0) result = addWritten(result, others, own);
    if (always.length > 0 && isAnyWritten(result)) result = addWritten(result, always, own);
    return needed.length > 0 && isAnyWritten(result) ? withoutMissing(result, needed, own) : result;
  };
}

const isAnyWritten = ({ values, errors }: ToCrmResult): boolean =>
  errors.length > 0 || Object.keys(values).length > 0;

interface PlainWriter {
  readonly row: CompiledRow;
  readonly key: string;
  readonly isCustom: boolean;
  readonly target: string;
  readonly write: NonNullable<CompiledRow['write']>;
}

interface PlainWriters {
  readonly list: readonly PlainWriter[];
  /** An object with every target in it: a copy of it takes values faster than one that grows. */
  readonly all: RemoteValues;
}

function plainWriters(writers: readonly Writer[]): PlainWriters {
  const list = writers.flatMap(({ row, plain }) =>
    plain !== null && row.write !== null ? [{ row, ...plain, target: row.target, write: row.write }] : [],
  );
  return { list, all: Object.fromEntries(list.map(({ target }) => [target, undefined])) };
}

function writePlain({ list, all }: PlainWriters, own: OwnRecord): ToCrmResult {
  const { fields, custom } = own;
  const values = { ...all };
  let errors = NO_ERRORS;
  let isWhole = true;
  for (let index = 0; index < list.length; index += 1) {
    const { row, key, isCustom, target, write } = list[index] as PlainWriter;
    const input = readOwn(isCustom ? custom : fields, key);
    const value = input === undefined ? undefined : write(input, own);
    if (value instanceof Fault) errors = [...errors, toError(row, null, value)];
    if (value === undefined || value instanceof Fault) isWhole = false;
    else values[target] = value;
  }
  return { values: isWhole ? values : withoutGaps(values), errors };
}

function withoutGaps(values: RemoteValues): RemoteValues {
  const written: RemoteValues = {};
  for (const name in values) if (values[name] !== undefined) setOwn(written, name, values[name]);
  return written;
}

/** Undefined when the property itself throws (a getter of a hostile object). */
function readOwn(values: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return values[key];
  } catch {
    return undefined;
  }
}

function addWritten(result: ToCrmResult, writers: readonly Writer[], own: OwnRecord): ToCrmResult {
  const { values } = result;
  let { errors } = result;
  for (const { row, write } of writers) {
    const value = write(own);
    if (value instanceof Fault) errors = [...errors, toError(row, null, value)];
    else if (value !== undefined) setOwn(values, row.target, value);
  }
  return { values, errors };
}

/** Adds an error for each needed field that has no value. */
function withoutMissing(result: ToCrmResult, needed: readonly Need[], own: OwnRecord): ToCrmResult {
  const { values } = result;
  let { errors } = result;
  for (const { row, isPart, read } of needed) {
    if (errors.some(({ field }) => field === row.field)) continue;
    // What is written may have a value that ours lacks, by a default; what both parts of a name write has not.
    const isWritten = !isPart && Object.hasOwn(values, row.target);
    if (isWritten ? values[row.target] !== null : !isEmpty(read(own))) continue;
    errors = [...errors, toError(row, null, REQUIRED_EMPTY)];
    delete values[row.target];
  }
  return { values, errors };
}

/** A field that a record must have, written with this write or there anyway. */
interface Need {
  readonly row: CompiledRow;
  /** Whether it writes only a part of its CRM field. */
  readonly isPart: boolean;
  readonly read: (record: Source) => unknown;
}

const toNeed = (row: CompiledRow, isPart: boolean): Need => ({ row, isPart, read: ownReader(row.field) });
