import { toNumber } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** Plain decimal text as a number. */
export const number: TransformDefinition<'number'> = {
  schema: plainSchema('number'),
  yields: 'number',
  fromCrm: () => toNumber,
  toCrm: () => toNumber,
};
