import { customName } from './field-types.js';

const LABELS: ReadonlyMap<string, string> = new Map([
  ['email', 'E-mail'],
  ['phone_e164', 'Phone'],
  ['country_iso', 'Country'],
  ['company_id', 'Company'],
  ['contact_id', 'Contact'],
  ['contact_ids', 'Contacts'],
  ['deal_id', 'Deal'],
  ['vat', 'VAT number'],
  ['amount_cents', 'Amount'],
  ['occurred_at', 'Time'],
  ['duration_s', 'Duration'],
  ['recording_url', 'Recording'],
]);

/** English label of one of our fields for messages: `first_name` is "First name". */
export function fieldLabel(field: string): string {
  const words = (customName(field) ?? field).replaceAll('_', ' ').trim();
  return LABELS.get(field) ?? words.charAt(0).toUpperCase() + words.slice(1);
}
