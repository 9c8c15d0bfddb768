import { plainSchema, type TransformDefinition, textStep } from './transform.js';

const step = textStep((text) => text.toUpperCase());

/** Upper case. Applied as it is both ways. */
export const upper: TransformDefinition<'upper'> = {
  schema: plainSchema('upper'),
  yields: null,
  fromCrm: () => step,
  toCrm: () => step,
};
