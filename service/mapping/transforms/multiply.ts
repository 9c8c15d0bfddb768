import { z } from 'zod';
import { Fault } from '../conversion.js';
import { NOT_A_NUMBER, toNumber } from '../values.js';
import type { TransformDefinition } from './transform.js';

/**
 * Times `by` on the way in, divided by it on the way out; the noise of binary fractions (0.1 * 3) is rounded off. What
 * has no end (4 / 3) keeps all its digits on the way out, so that it comes back as it was.
 */
export const multiply: TransformDefinition<'multiply'> = {
  schema: z.strictObject({
    name: z.literal('multiply'),
    by: z.number().refine((by) => by !== 0, { message: 'Multiplying by 0 cannot be undone.' }),
  }),
  fromCrm: ({ by }) => scale((number) => withoutNoise(number * by)),
  toCrm: ({ by }) => {
    if (by === 0) return null;
    return scale((number) => {
      const exact = number / by;
      const tidy = withoutNoise(exact);
      return withoutNoise(tidy * by) === number ? tidy : exact;
    });
  },
};

function scale(convert: (number: number) => number) {
  return (value: unknown): number | Fault => {
    const number = toNumber(value);
    if (number instanceof Fault) return number;
    const result = convert(number);
    // `+ 0` makes 0 of -0.
    return Number.isFinite(result) ? result + 0 : NOT_A_NUMBER;
  };
}

/** What has at most six decimals has none: told by arithmetic, as printing a number takes many times as long. */
function withoutNoise(number: number): number {
  const isShort =
    Number.isSafeInteger(number) || (Math.abs(number) < 1e8 && Math.round(number * 1e6) / 1e6 === number);
  return isShort ? number : Number(number.toPrecision(15));
}
