import { z } from 'zod';
import { Fault } from '../conversion.js';
import { currencyDigits } from '../currencies.js';
import { toInteger } from '../values.js';
import { isNumeric, type StepContext, type TransformDefinition } from './transform.js';

export const NOT_AN_AMOUNT = new Fault('not_an_amount', 'is not a plain amount such as 1234.50.');

const DECIMAL = /^([+-]?)(\d{0,16})(?:\.(\d*))?$/;
const MAX_LENGTH = 64;
const USUAL_DIGITS = 2;

/**
 * A decimal amount ("1234.50") as an integer of the currency's minor unit (123450), and back with that many decimals, as
 * text or, where the CRM's field is one, as a number: 0 of a yen, 3 of a Kuwaiti dinar. The currency is the record's own, else `currency`; where neither is known,
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
    if (isNumeric(context.crmType)) return (value, record) => minorToNumber(value, digitsOf(record));
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
  const usual = usualUnits(text, digits);
  if (usual >= 0) return usual;
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

/** Units of an amount as CRMs send nearly all of them, in a fifth of the time; -1 for any other. */
function usualUnits(text: string, digits: number): number {
  if (text.length === 0 || text.length > 15) return -1;
  let units = 0;
  let decimals = -1;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9 && decimals < digits) {
      units = units * 10 + digit;
      if (decimals >= 0) decimals += 1;
    } else if (text.charCodeAt(at) === POINT && decimals === -1 && at > 0) decimals = 0;
    else return -1;
  }
  const total = units * 10 ** (digits - Math.max(decimals, 0));
  return Number.isSafeInteger(total) ? total : -1;
}

const POINT = 46;

/** The nearest number there is, as division rounds once. */
function minorToNumber(value: unknown, digits: number): number | Fault {
  const total = toInteger(value);
  return total instanceof Fault ? total : total / 10 ** digits;
}

function minorToDecimal(value: unknown, digits: number): string | Fault {
  const total = toInteger(value);
  if (total instanceof Fault) return total;
  if (digits === 0) return String(total);
  const text = String(Math.abs(total)).padStart(digits + 1, '0');
  return `${total < 0 ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
