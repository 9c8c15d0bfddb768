import type { FieldValue } from '../../shared/records.js';

const HIDDEN = '•••••';
/** A text as long as this still hides most of itself when its end is shown. */
const TELLING_LENGTH = 8;

/**
 * What people are shown of a value of a sensitive field: that there is one, and of a longer text the two last
 * characters, by which they recognise it. Nothing stays nothing; the length is not told.
 */
export function maskValue(value: FieldValue): FieldValue {
  if (value === null || value === '') return value;
  if (Array.isArray(value)) return value.length === 0 ? [] : [HIDDEN];
  const characters = [...String(value)];
  return characters.length < TELLING_LENGTH ? HIDDEN : `${HIDDEN}${characters.slice(-2).join('')}`;
}
