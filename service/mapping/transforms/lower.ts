import { plainSchema, type TransformDefinition, textStep } from './transform.js';

const step = textStep((text) => text.toLowerCase());

/** Lower case. Applied as it is both ways. */
export const lower: TransformDefinition<'lower'> = {
  schema: plainSchema('lower'),
  yields: null,
  fromCrm: () => step,
  toCrm: () => step,
};
