import { splitFirstWord } from './first-word.js';
import { plainSchema, type TransformDefinition, textStep } from './transform.js';

const step = textStep((text) => splitFirstWord(text)[1]);

/** What follows the first word of a name, empty when there is one word only. For the way back see `firstWord`. */
export const afterFirstWord: TransformDefinition<'after_first_word'> = {
  schema: plainSchema('after_first_word'),
  fromCrm: () => step,
  toCrm: () => step,
};
