import { plainSchema, type TransformDefinition, textStep } from './transform.js';

const inOthers = textStep((text) => text.toLowerCase());
// Text is the common case, and one call less is felt in every field of every record.
const step = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : inOthers(value));

/** Lower case. Applied as it is both ways. */
export const lower: TransformDefinition<'lower'> = {
  schema: plainSchema('lower'),
  fromCrm: () => step,
  toCrm: () => step,
};
