import { Fault } from '../conversion.js';
import { currencyCode } from '../currencies.js';
import { identity, plainSchema, type TransformDefinition } from './transform.js';

const NOT_A_CURRENCY = new Fault('not_a_currency', 'is not a currency we know.');

/** A currency's code, symbol or name (English, Italian, German, French, Spanish) as its ISO 4217 code, which the CRM gets. */
export const currencyIso: TransformDefinition<'currency_iso'> = {
  schema: plainSchema('currency_iso'),
  fromCrm: () => (value) => (typeof value === 'string' ? currencyCode(value) : null) ?? NOT_A_CURRENCY,
  toCrm: () => identity,
};
