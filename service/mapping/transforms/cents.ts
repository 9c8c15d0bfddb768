import { z } from 'zod';
import { Fault } from '../conversion.js';
import { currencyDigits } from '../currencies.js';
import { toInteger } from '../values.js';
import type { StepContext, TransformDefinition } from './transform.js';

export const NOT_AN_AMOUNT = new Fault('not_an_amount', 'is not a plain amount such as 1234.50.');

const DECIMAL = /^([+-]?)(\d{0,16})(?:\.(\d*))?$/;
const MAX_LENGTH = 64;
const USUAL_DIGITS = 2;

/**
 * A decimal amount ("1234.50") as an integer of the currency's minor unit (123450), and back as text with that many
 * decimals: 0 of a yen, 3 of a Kuwaiti dinar. The currency is the record's own, else `currency`; where neither is known,
 * there are two decimals. Worked out on the digits, so 1.005 is 101 and nothing is lost to binary fractions; a decimal
 * too many rounds half away from zero.
 */
export const cents: TransformDefinition<'cents'> = {
  schema: z.strictObject({
    name: z.literal('cents'),
    currency: z
      .string()
      .refine((code) => currencyDigits(code) !== null, {
        message: 'Give the currency as an ISO 4217 code, such as EUR.',
      })
      .exactOptional(),
  }),
  fromCrm: ({ currency }, context) => {
    const digitsOf = digitsReader(currency, context);
    return (value, record) => decimalToMinor(value, digitsOf(record));
  },
  toCrm: ({ currency }, context) => {
    const digitsOf = digitsReader(currency, context);
    return (value, record) => minorToDecimal(value, digitsOf(record));
  },
};

function digitsReader(fallback: string | undefined, { currency }: StepContext): (record: object) => number {
  const usual = (fallback === undefined ? null : currencyDigits(fallback)) ?? USUAL_DIGITS;
  return (record) => {
    const code = currency(record);
    return code === null ? usual : (currencyDigits(code) ?? usual);
  };
}

function decimalToMinor(value: unknown, digits: number): number | Fault {
  if (typeof value !== 'string' && typeof value !== 'number') return NOT_AN_AMOUNT;
  // Beyond 1e-6 and 1e21 a number prints with an exponent: the first is nothing, the second no amount.
  if (typeof value === 'number' && Math.abs(value) < 1e-6) return 0;
  const text = String(value);
  if (text.length > MAX_LENGTH) return NOT_AN_AMOUNT;
  const parts = DECIMAL.exec(text.trim());
  if (parts === null) return NOT_AN_AMOUNT;
  const [, sign, whole = '', fraction = ''] = parts;
  if (whole === '' && fraction === '') return NOT_AN_AMOUNT;
  const units = Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0').slice(0, digits));
  const total = units + (fraction.charAt(digits) >= '5' ? 1 : 0);
  if (!Number.isSafeInteger(total)) return NOT_AN_AMOUNT;
  return sign === '-' && total !== 0 ? -total : total;
}

function minorToDecimal(value: unknown, digits: number): string | Fault {
  const total = toInteger(value);
  if (total instanceof Fault) return total;
  if (digits === 0) return String(total);
  const text = String(Math.abs(total)).padStart(digits + 1, '0');
  return `${total < 0 ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
