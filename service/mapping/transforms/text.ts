import { toText } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** Numbers, booleans and lists as text; see `toText`. The CRM field's own type brings numbers back on the way out. */
export const text: TransformDefinition<'text'> = {
  schema: plainSchema('text'),
  fromCrm: () => toText,
  toCrm: () => toText,
};
