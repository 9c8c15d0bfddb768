import type { Env } from '../orm/env.js';
import type { Value } from '../orm/row.js';

/** The address in lower case, without the name around it; null when there is not exactly one. */
export function normalizedEmail(value: Value | undefined): string | null {
  const found = String(value ?? '').match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? [];
  return found.length === 1 ? (found[0] ?? '').toLowerCase() : null;
}

/** The number with its country's code, as the phone validation module makes it; null when it is none. */
export function e164(env: Env, value: Value | undefined, countryId: Value | undefined): string | null {
  const text = String(value ?? '').trim();
  const digits = text.replace(/[^\d]/g, '');
  if (digits.length < 6 || digits.length > 15 || /[a-z]/i.test(text)) return null;
  if (text.startsWith('+')) return `+${digits}`;
  if (digits.startsWith('00')) return `+${digits.slice(2)}`;
  const country = env.row('res.country', countryId) ?? env.row('res.country', companyCountry(env));
  const code = String(country?.['phone_code'] ?? '');
  if (code === '' || code === '0') return null;
  // Italian numbers keep their leading zero, others lose it.
  return `+${code}${code === '39' ? digits : digits.replace(/^0/, '')}`;
}

function companyCountry(env: Env): Value {
  return env.row('res.partner', env.row('res.company', 1)?.['partner_id'])?.['country_id'] ?? null;
}
