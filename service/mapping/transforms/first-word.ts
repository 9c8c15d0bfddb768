import { plainSchema, type TransformDefinition, textStep } from './transform.js';

/**
 * The first word of a name: the first name, where a CRM keeps one `name`.
 *
 * Never written back: `name` belongs to this row and its `after_first_word` twin together, and a mapping that wrote
 * one of them would cut the other off. Joining the two on the way out needs steps that see two fields; until then a
 * CRM with one `name` gets it from its connector.
 */
export const firstWord: TransformDefinition<'first_word'> = {
  schema: plainSchema('first_word'),
  yields: 'text',
  fromCrm: () => textStep((text) => splitFirstWord(text)[0]),
  toCrm: () => null,
};

/** `['Ada', 'King Lovelace']`; the second is empty when there is one word only. */
export function splitFirstWord(text: string): [string, string] {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end === -1 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end).trimStart()];
}
