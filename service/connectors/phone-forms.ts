import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * The ways a number may stand in a CRM: `+390612345678`, `00390612345678`, `+39 06 1234 5678`, `06 1234 5678`,
 * `0612345678`, with dashes instead of spaces. A number we cannot read stands for itself.
 */
export function phoneForms(phone: string): string[] {
  if (phone === '') return [];
  const parsed = parsePhoneNumberFromString(phone, 'IT');
  if (!parsed) return [phone];
  const international = parsed.formatInternational();
  const national = parsed.formatNational();
  const e164: string = parsed.number;
  const forms = [
    phone,
    e164,
    e164.slice(1),
    `00${e164.slice(1)}`,
    international,
    national,
    national.replace(/\D/g, ''),
    parsed.nationalNumber,
    international.replace(/(?<=\d) /g, '-'),
    national.replaceAll(' ', '-'),
    `+${parsed.countryCallingCode} ${parsed.nationalNumber}`,
  ];
  return [...new Set(forms)];
}
