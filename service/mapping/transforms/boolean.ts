import { toBoolean } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** True and false from `true`, `yes`, `1` and their like. */
export const boolean: TransformDefinition<'boolean'> = {
  schema: plainSchema('boolean'),
  yields: 'boolean',
  fromCrm: () => toBoolean,
  toCrm: () => toBoolean,
};
