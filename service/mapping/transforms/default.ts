import { z } from 'zod';
import { isEmpty } from '../conversion.js';
import type { TransformDefinition } from './transform.js';

/** Any value of a field, of a length that a person types. */
export const valueSchema = z.union([
  z.string().max(1000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string().max(255)).max(100),
]);

/**
 * `value` instead of nothing, both ways: as the last step it is one of our values, as the first one of the CRM's.
 * A field the caller leaves out of a write stays out.
 */
export const defaultValue: TransformDefinition<'default'> = {
  schema: z.strictObject({ name: z.literal('default'), value: valueSchema }),
  fromCrm: (spec) => (input) => (isEmpty(input) ? spec.value : input),
  toCrm: (spec) => (input) => (isEmpty(input) ? spec.value : input),
  takesEmpty: true,
};
