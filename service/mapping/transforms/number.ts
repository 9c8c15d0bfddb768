import { z } from 'zod';
import { Fault } from '../conversion.js';
import { readDecimal, toNumber } from '../values.js';
import { isNumeric, type TransformDefinition } from './transform.js';

/**
 * Decimal text as a number. With `decimal` given, grouping is understood (`1.234,50`), and the CRM gets text with that
 * decimal sign, unless its field is a number itself.
 */
export const number: TransformDefinition<'number'> = {
  schema: z.strictObject({ name: z.literal('number'), decimal: z.enum(['.', ',']).exactOptional() }),
  fromCrm: ({ decimal }) => (decimal === undefined ? toNumber : (value) => readDecimal(value, decimal)),
  toCrm: ({ decimal }, { crmType }) => {
    if (decimal === undefined || isNumeric(crmType)) return toNumber;
    return (value) => {
      const number = toNumber(value);
      return number instanceof Fault ? number : String(number).replace('.', decimal);
    };
  },
};
