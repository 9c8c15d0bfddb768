import { Fault } from '../conversion.js';
import { countryCode, countryName } from '../countries.js';
import { plainSchema, type TransformDefinition } from './transform.js';

export const NOT_A_COUNTRY = new Fault('not_a_country', 'is not a country we know.');

/** A country's name (English, Italian, German, French, Spanish) or code as alpha-2; the CRM gets the English name. */
export const countryIso: TransformDefinition<'country_iso'> = {
  schema: plainSchema('country_iso'),
  yields: 'country',
  fromCrm: () => (value) => (typeof value === 'string' ? countryCode(value) : null) ?? NOT_A_COUNTRY,
  toCrm: () => (value) => {
    const code = typeof value === 'string' ? countryCode(value) : null;
    return (code === null ? null : countryName(code)) ?? NOT_A_COUNTRY;
  },
};
