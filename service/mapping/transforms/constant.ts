import { z } from 'zod';
import { valueSchema } from './default.js';
import type { TransformDefinition } from './transform.js';

/** Always `value`, whatever the other side has. Goes one way. */
export const constant: TransformDefinition<'constant'> = {
  schema: z.strictObject({ name: z.literal('constant'), value: valueSchema }),
  fromCrm:
    ({ value }) =>
    () =>
      value,
  toCrm:
    ({ value }) =>
    () =>
      value,
  takesEmpty: true,
};
