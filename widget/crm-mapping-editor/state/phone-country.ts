import type { Transform } from '../../../shared/mapping.js';

/** Country of the phone numbers: the one another row already uses, else the one the reader's language is spoken in most. */
export function phoneCountry(rows: readonly { transforms: Transform[] }[], locale: string): string {
  for (const { transforms } of rows) {
    for (const step of transforms) if (step.name === 'e164') return step.country;
  }
  return new Intl.Locale(locale).maximize().region ?? 'US';
}
