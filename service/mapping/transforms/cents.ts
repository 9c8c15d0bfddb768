import { Fault } from '../conversion.js';
import { toInteger } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

export const NOT_AN_AMOUNT = new Fault('not_an_amount', 'is not a plain amount such as 1234.50.');

const DECIMAL = /^([+-]?)(\d{0,16})(?:\.(\d*))?$/;
const MAX_LENGTH = 64;

/**
 * A decimal amount ("1234.50") as an integer of hundredths (123450), and back as text with two decimals. Worked out on
 * the digits, so 1.005 is 101 and no cent is lost to binary fractions; a third decimal rounds half away from zero.
 */
export const cents: TransformDefinition<'cents'> = {
  schema: plainSchema('cents'),
  yields: 'money_cents',
  fromCrm: () => decimalToCents,
  toCrm: () => centsToDecimal,
};

function decimalToCents(value: unknown): number | Fault {
  if (typeof value !== 'string' && typeof value !== 'number') return NOT_AN_AMOUNT;
  // Beyond 1e-6 and 1e21 a number prints with an exponent: the first is nothing, the second no amount.
  if (typeof value === 'number' && Math.abs(value) < 1e-6) return 0;
  const text = String(value);
  if (text.length > MAX_LENGTH) return NOT_AN_AMOUNT;
  const parts = DECIMAL.exec(text.trim());
  if (parts === null) return NOT_AN_AMOUNT;
  const [, sign, whole = '', fraction = ''] = parts;
  if (whole === '' && fraction === '') return NOT_AN_AMOUNT;
  const hundredths = Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2));
  const total = hundredths + (fraction.charAt(2) >= '5' ? 1 : 0);
  if (!Number.isSafeInteger(total)) return NOT_AN_AMOUNT;
  return sign === '-' && total !== 0 ? -total : total;
}

function centsToDecimal(value: unknown): string | Fault {
  const total = toInteger(value);
  if (total instanceof Fault) return total;
  const digits = String(Math.abs(total)).padStart(3, '0');
  return `${total < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
