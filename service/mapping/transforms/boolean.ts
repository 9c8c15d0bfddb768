import { z } from 'zod';
import { Fault } from '../conversion.js';
import { toBoolean } from '../values.js';
import type { TransformDefinition } from './transform.js';

const word = z.string().trim().min(1).max(64).exactOptional();

/**
 * True and false from the CRM's own words, else from `true`, `yes`, `1` and their like. The CRM gets its words back,
 * unless its field is a yes or no itself.
 */
export const boolean: TransformDefinition<'boolean'> = {
  schema: z
    .strictObject({ name: z.literal('boolean'), yes: word, no: word })
    .refine(({ yes, no }) => yes === undefined || no === undefined || fold(yes) !== fold(no), {
      message: 'Yes and no need words of their own.',
    }) as unknown as TransformDefinition<'boolean'>['schema'],
  fromCrm: ({ yes, no }) => {
    if (yes === undefined && no === undefined) return toBoolean;
    const words = new Map<string, boolean>();
    if (no !== undefined) words.set(fold(no), false);
    if (yes !== undefined) words.set(fold(yes), true);
    return (value) => words.get(wordOf(value)) ?? toBoolean(value);
  },
  toCrm: ({ yes, no }, { crmType }) => {
    if ((yes === undefined && no === undefined) || crmType === 'boolean') return toBoolean;
    return (value) => {
      const is = toBoolean(value);
      return is instanceof Fault ? is : is ? (yes ?? true) : (no ?? false);
    };
  },
};

/** Longer text is no word of anybody's. */
const wordOf = (value: unknown): string =>
  typeof value === 'string' && value.length <= 100
    ? fold(value)
    : typeof value === 'number'
      ? `${value}`
      : '';

const fold = (text: string): string => text.trim().toLowerCase();
