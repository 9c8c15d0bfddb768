import { toIsoDate } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** `YYYY-MM-DD`, from ISO dates and times and from epoch milliseconds; see `toIsoDate`. */
export const date: TransformDefinition<'date'> = {
  schema: plainSchema('date'),
  yields: 'date',
  fromCrm: () => toIsoDate,
  toCrm: () => toIsoDate,
};
