import { plainSchema, type TransformDefinition, textStep } from './transform.js';

const step = textStep((text) => splitFirstWord(text)[0]);

/**
 * The first word of a name: the first name, where a CRM keeps one `name`.
 *
 * Its row goes both ways only beside a twin with `after_first_word` over the same CRM field: the two are written as one
 * name then (`join-names.ts`). In a row that only writes, the CRM gets the first word of ours.
 */
export const firstWord: TransformDefinition<'first_word'> = {
  schema: plainSchema('first_word'),
  fromCrm: () => step,
  toCrm: () => step,
};

/** `['Ada', 'King Lovelace']`; the second is empty when there is one word only. */
export function splitFirstWord(text: string): [string, string] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end === -1 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).trimStart()];
}
