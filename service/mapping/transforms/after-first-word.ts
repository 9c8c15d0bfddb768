import { splitFirstWord } from './first-word.js';
import { plainSchema, type TransformDefinition, textStep } from './transform.js';

/** What follows the first word of a name, empty when there is one word only. Never written back, see `firstWord`. */
export const afterFirstWord: TransformDefinition<'after_first_word'> = {
  schema: plainSchema('after_first_word'),
  yields: 'text',
  fromCrm: () => textStep((text) => splitFirstWord(text)[1]),
  toCrm: () => null,
};
