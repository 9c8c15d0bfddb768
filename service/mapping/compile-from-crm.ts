import { APP_FIELDS, type Fields, type ObjectName } from '../../shared/records.js';
import type { CompiledMapping } from './compile-mapping.js';
import { Fault, REQUIRED_EMPTY } from './conversion.js';
import { NO_ERRORS, objectOr, toError } from './conversion-error.js';
import type { Plan, Reader } from './plan-rows.js';

/** The way in of a mapping. Written out by index: every field of every record comes through here. */
export function compileFromCrm(
  object: ObjectName,
  { fieldReaders, customReaders }: Pick<Plan, 'fieldReaders' | 'customReaders'>,
  required: ReadonlySet<string>,
): CompiledMapping['fromCrm'] {
  const emptyFields: Fields = Object.fromEntries(APP_FIELDS[object].map(({ name }) => [name, null]));
  const emptyCustom: Fields = Object.fromEntries(customReaders.map(({ key }) => [key, null]));
  const needed = fieldReaders.filter(({ row }) => required.has(row.field));
  const neededCustom = customReaders.filter(({ row }) => required.has(row.field));
  return (input) => {
    const values = objectOr(input);
    const fields = { ...emptyFields };
    const custom = { ...emptyCustom };
    let errors = NO_ERRORS;
    for (let index = 0; index < fieldReaders.length; index += 1) {
      const { row, key, read } = fieldReaders[index] as Reader;
      const value = read(values);
      if (value instanceof Fault) errors = [...errors, toError(row, row.source(values), value)];
      else fields[key] = value;
    }
    for (let index = 0; index < customReaders.length; index += 1) {
      const { row, key, read } = customReaders[index] as Reader;
      const value = read(values);
      if (value instanceof Fault) errors = [...errors, toError(row, row.source(values), value)];
      else custom[key] = value;
    }
    if (needed.length > 0) errors = withMissing(errors, needed, fields);
    if (neededCustom.length > 0) errors = withMissing(errors, neededCustom, custom);
    return { fields, custom, errors };
  };
}

/** A field that was refused has its error already. */
function withMissing(errors: typeof NO_ERRORS, needed: readonly Reader[], values: Fields): typeof NO_ERRORS {
  const missing = needed.filter(
    ({ row, key }) => values[key] === null && !errors.some(({ field }) => field === row.field),
  );
  return [...errors, ...missing.map(({ row }) => toError(row, null, REQUIRED_EMPTY))];
}
