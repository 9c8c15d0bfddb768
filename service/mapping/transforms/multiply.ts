import { z } from 'zod';
import { Fault } from '../conversion.js';
import { NOT_A_NUMBER, toNumber } from '../values.js';
import type { TransformDefinition } from './transform.js';

/** Times `by` on the way in, divided by it on the way out; the noise of binary fractions (0.1 * 3) is rounded off. */
export const multiply: TransformDefinition<'multiply'> = {
  schema: z.strictObject({
    name: z.literal('multiply'),
    by: z.number().refine((by) => by !== 0, { message: 'Multiplying by 0 cannot be undone.' }),
  }),
  fromCrm: ({ by }) => scale((number) => number * by),
  toCrm: ({ by }) => (by === 0 ? null : scale((number) => number / by)),
};

function scale(convert: (number: number) => number) {
  return (value: unknown): number | Fault => {
    const number = toNumber(value);
    if (number instanceof Fault) return number;
    const exact = convert(number);
    if (Number.isSafeInteger(exact) || hasSixDecimals(exact)) return exact;
    return Number.isFinite(exact) ? Number(exact.toPrecision(15)) : NOT_A_NUMBER;
  };
}

/** What has so few decimals has no noise. Told by arithmetic, as printing a number takes many times as long. */
const hasSixDecimals = (number: number): boolean =>
  Math.abs(number) < 1e8 && Math.round(number * 1e6) / 1e6 === number;
