import { Fault } from '../conversion.js';
import { NOT_AN_INTEGER, toNumber } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** A duration the CRM keeps in milliseconds and we in whole seconds (rounded on the way in). */
export const milliseconds: TransformDefinition<'milliseconds'> = {
  schema: plainSchema('milliseconds'),
  fromCrm: () => convert((number) => Math.round(number / 1000)),
  toCrm: () => convert((number) => Math.round(number * 1000)),
};

function convert(scale: (number: number) => number) {
  return (value: unknown): number | Fault => {
    const number = toNumber(value);
    if (number instanceof Fault) return number;
    const result = scale(number);
    // `+ 0` turns the -0 of a rounded small negative into 0.
    return Number.isSafeInteger(result) ? result + 0 : NOT_AN_INTEGER;
  };
}
