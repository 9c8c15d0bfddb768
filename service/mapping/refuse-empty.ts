import type { Fields, FieldValue } from '../../shared/records.js';
import type { CompiledMapping, ConversionError, FromCrmResult } from './compile-mapping.js';
import { isEmpty } from './conversion.js';

/** What cannot be mapped of a record, those fields included that are required and have no value. */
export function errorsOf(mapping: CompiledMapping, mapped: FromCrmResult): readonly ConversionError[] {
  const { required } = mapping.conditions;
  if (required.size === 0) return mapped.errors;
  const missing = [...required].filter(
    (field) =>
      mapping.readFields.has(field) &&
      isEmpty(mappedValue(mapped, field)) &&
      !mapped.errors.some((error) => error.field === field),
  );
  return missing.length === 0 ? mapped.errors : [...mapped.errors, ...missing.map(requiredEmpty(mapping))];
}

/** A record waits as a whole for a choice that its picklist does not have, and for a field that is required. */
export const mustWait = (mapping: CompiledMapping, errors: readonly ConversionError[]): boolean =>
  errors.some(({ field, code }) => code === 'picklist_unmapped' || mapping.conditions.required.has(field));

/** A mapped value by our field's name, `custom.x` too. */
export function mappedValue(
  { fields, custom }: { fields: Fields; custom: Fields },
  field: string,
): FieldValue {
  const name = field.startsWith('custom.') ? field.slice('custom.'.length) : null;
  const [values, key] = name === null ? [fields, field] : [custom, name];
  return Object.hasOwn(values, key) ? (values[key] ?? null) : null;
}

export const requiredEmpty =
  (mapping: CompiledMapping) =>
  (field: string): ConversionError => {
    const row = [...mapping.rows.values()].find((each) => each.field === field);
    return {
      ...{ field, crm: row?.crm[0] ?? '', code: 'required_empty' },
      message: `“${field}” is required and has no value.`,
    };
  };
