import { plainSchema, type TransformDefinition, textStep } from './transform.js';

/** Only the digits 0 to 9 of a text: "about 2.700" is 2700. Applied as it is both ways; numbers pass as they are. */
export const digits: TransformDefinition<'digits'> = {
  schema: plainSchema('digits'),
  fromCrm: () => keepDigits,
  toCrm: () => keepDigits,
};

const keepDigits = textStep((text) => text.replace(/[^0-9]+/g, ''));
