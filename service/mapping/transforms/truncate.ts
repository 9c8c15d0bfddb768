import { z } from 'zod';
import { type TransformDefinition, textStep } from './transform.js';

/** At most `length` UTF-16 units, never half of a character beyond the basic plane. Applied as it is both ways. */
export const truncate: TransformDefinition<'truncate'> = {
  schema: z.strictObject({ name: z.literal('truncate'), length: z.int().min(1).max(65_536) }),
  fromCrm: ({ length }) => textStep((text) => cut(text, length)),
  toCrm: ({ length }) => textStep((text) => cut(text, length)),
};

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? length - 1 : length);
}
