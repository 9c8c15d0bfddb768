import type { FieldValue } from '../../shared/records.js';

/** Null, an empty text, an empty list and no value at all are one: nothing. */
export function isEmpty(value: FieldValue | undefined): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

/** Whether two values say the same; lists are sets, since no CRM keeps the order of references or choices. */
export function isSame(one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other);
  return canonical(one) === canonical(other);
}

function canonical(value: FieldValue | undefined): string {
  return JSON.stringify(Array.isArray(value) ? [...new Set(value)].sort() : value);
}
