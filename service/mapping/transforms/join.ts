import { z } from 'zod';
import { joinStep, separatorSchema, splitStep } from './split.js';
import type { TransformDefinition } from './transform.js';

/** A list as text, its items apart by `separator`; the CRM gets a list again. */
export const join: TransformDefinition<'join'> = {
  schema: z.strictObject({ name: z.literal('join'), separator: separatorSchema }),
  fromCrm: ({ separator }) => joinStep(separator),
  toCrm: ({ separator }) => splitStep(separator),
};
