import { toIsoDatetime } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** An ISO time in UTC, from ISO text or epoch milliseconds; see `toIsoDatetime`. */
export const datetime: TransformDefinition<'datetime'> = {
  schema: plainSchema('datetime'),
  yields: 'datetime',
  fromCrm: () => toIsoDatetime,
  toCrm: () => toIsoDatetime,
};
