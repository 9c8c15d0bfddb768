import { setOwn } from './alternates.js';
import type { CompiledMapping } from './compile-mapping.js';
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
  const usual = writers.filter(({ isAlways }) => !isAlways);
  const always = writers.filter(({ isAlways }) => isAlways);
  const needed = usual
    .flatMap((writer) => writer.rows)
    .filter(({ field }) => required.has(field))
    .map(toNeed);
  return (fields, custom, whole) => {
    const own: OwnRecord = { fields: objectOr(fields), custom: objectOr(custom), whole: objectOr(whole) };
    const values: RemoteValues = {};
    let errors = NO_ERRORS;
    let isWritten = false;
    const put = ({ row, write }: Writer) => {
      const value = write(own);
      if (value === undefined) return;
      isWritten = true;
      if (value instanceof Fault) errors = [...errors, toError(row, null, value)];
      else setOwn(values, row.target, value);
    };
    for (let index = 0; index < usual.length; index += 1) put(usual[index] as Writer);
    if (!isWritten) return { values, errors };
    for (let index = 0; index < always.length; index += 1) put(always[index] as Writer);
    for (let index = 0; index < needed.length; index += 1) {
      const { row, read } = needed[index] as Need;
      if (errors.some(({ field }) => field === row.field)) continue;
      const isMissing = Object.hasOwn(values, row.target) ? values[row.target] === null : isEmpty(read(own));
      if (!isMissing) continue;
      errors = [...errors, toError(row, null, REQUIRED_EMPTY)];
      delete values[row.target];
    }
    return { values, errors };
  };
}

/** A field that a record must have, written with this write or there anyway. */
interface Need {
  readonly row: CompiledRow;
  readonly read: (record: Source) => unknown;
}

const toNeed = (row: CompiledRow): Need => ({ row, read: ownReader(row.field) });
