import { z } from 'zod';
import { COUNTRY_FORMS, NAME_LANGUAGES } from '../../../shared/mapping.js';
import { Fault } from '../conversion.js';
import { countryAs, countryCode } from '../countries.js';
import type { TransformDefinition } from './transform.js';

export const NOT_A_COUNTRY = new Fault('not_a_country', 'is not a country we know.');

/**
 * A country's name (English, Italian, German, French, Spanish) or code as alpha-2. The CRM gets its name in `language`,
 * or the code that `write` asks for.
 */
export const countryIso: TransformDefinition<'country_iso'> = {
  schema: z.strictObject({
    name: z.literal('country_iso'),
    write: z.enum(COUNTRY_FORMS).exactOptional(),
    language: z.enum(NAME_LANGUAGES).exactOptional(),
  }),
  fromCrm:
    ({ language }) =>
    (value) =>
      (typeof value === 'string' ? countryCode(value, language) : null) ?? NOT_A_COUNTRY,
  toCrm:
    ({ write = 'name', language = 'en' }) =>
    (value) => {
      const code = typeof value === 'string' ? countryCode(value, language) : null;
      return (code === null ? null : countryAs(code, write, language)) ?? NOT_A_COUNTRY;
    },
};
