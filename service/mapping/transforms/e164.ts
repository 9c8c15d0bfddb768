import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import { Fault } from '../conversion.js';
import { toText } from '../values.js';
import { identity, type TransformDefinition } from './transform.js';

const NOT_A_PHONE = new Fault('not_a_phone', 'is not a phone number that can be called.');

/**
 * A phone number as E.164 (`+390612345678`); `country` reads numbers written without a country code. An extension is
 * left out: E.164 has no room for it. Judged by length, not by number range: ranges open faster than metadata is
 * updated. The CRM gets E.164 back.
 */
export const e164: TransformDefinition<'e164'> = {
  schema: z.strictObject({
    name: z.literal('e164'),
    country: z.string().refine((code) => isSupportedCountry(code), {
      message: 'Give the country as an ISO 3166 alpha-2 code, such as IT.',
    }),
  }),
  fromCrm: ({ country }) => {
    const home = isSupportedCountry(country) ? (country as CountryCode) : undefined;
    return (value) => {
      const text = toText(value);
      if (text instanceof Fault) return text;
      const phone = parsePhoneNumberFromString(text, home);
      return phone?.isPossible() ? phone.number : NOT_A_PHONE;
    };
  },
  toCrm: () => identity,
};
