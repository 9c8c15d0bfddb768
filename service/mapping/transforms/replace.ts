import { z } from 'zod';
import { type Fault, MAX_TEXT_LENGTH, TOO_LONG } from '../conversion.js';
import { type TransformDefinition, textStep } from './transform.js';

/**
 * Every `find` in the text becomes `with`, letter by letter: no patterns. It tidies, so it is done both ways; a `with`
 * that holds `find` is refused, since a value would grow each time it goes round.
 */
export const replace: TransformDefinition<'replace'> = {
  schema: z
    .strictObject({
      name: z.literal('replace'),
      find: z.string().min(1).max(255),
      with: z.string().max(255),
    })
    .refine((spec) => !spec.with.includes(spec.find), {
      message: 'The new text must not contain the old one.',
      path: ['with'],
    }) as unknown as TransformDefinition<'replace'>['schema'],
  fromCrm: (spec) => textStep((text) => replaceAll(text, spec.find, spec.with)),
  toCrm: (spec) => textStep((text) => replaceAll(text, spec.find, spec.with)),
};

function replaceAll(text: string, find: string, by: string): string | Fault {
  if (text.length > MAX_TEXT_LENGTH) return TOO_LONG;
  if (!text.includes(find)) return text;
  const parts = text.split(find);
  const length = text.length + (parts.length - 1) * (by.length - find.length);
  return length > MAX_TEXT_LENGTH ? TOO_LONG : parts.join(by);
}
