import { z } from 'zod';
import { Fault, MAX_TEXT_LENGTH, type Step, TOO_LONG } from '../conversion.js';
import { toText, toTextList } from '../values.js';
import type { TransformDefinition } from './transform.js';

/** May be blank: a line break parts lists, too. */
export const separatorSchema = z.string().min(1).max(16);

/** Text as a list of its parts, trimmed and without empty ones; the CRM gets them joined again. */
export const split: TransformDefinition<'split'> = {
  schema: z.strictObject({ name: z.literal('split'), separator: separatorSchema }),
  fromCrm: ({ separator }) => splitStep(separator),
  toCrm: ({ separator }) => joinStep(separator),
};

/** A list passes as it is. */
export function splitStep(separator: string): Step {
  return (value) => {
    if (Array.isArray(value)) return value;
    const text = toText(value);
    if (text instanceof Fault) return text;
    if (text.length > MAX_TEXT_LENGTH) return TOO_LONG;
    const parts: string[] = [];
    for (const part of text.split(separator)) {
      const trimmed = part.trim();
      if (trimmed !== '') parts.push(trimmed);
    }
    return parts.length === 0 ? null : parts;
  };
}

/** What is no list passes as text. */
export function joinStep(separator: string): Step {
  return (value) => {
    if (!Array.isArray(value)) return toText(value);
    const list = toTextList(value);
    if (list instanceof Fault) return list;
    const length = list.reduce((sum, part) => sum + part.length + separator.length, 0);
    return length > MAX_TEXT_LENGTH ? TOO_LONG : list.join(separator);
  };
}
