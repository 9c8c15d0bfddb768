import { plainSchema, type TransformDefinition, textStep } from './transform.js';

const step = textStep((text) => text.trim());

/** Drops white space around the text. Applied as it is both ways. */
export const trim: TransformDefinition<'trim'> = {
  schema: plainSchema('trim'),
  yields: null,
  fromCrm: () => step,
  toCrm: () => step,
};
