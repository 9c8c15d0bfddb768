import type { CrmRecord } from '../../../shared/records.js';

/** What people call a record; its id when it has no name. */
export function recordName({ object, fields, remote_id, local_id }: CrmRecord): string {
  const text = (name: string) => String(fields[name] ?? '');
  const person = `${text('first_name')} ${text('last_name')}`.trim();
  const names = {
    contact: person || text('email'),
    company: text('name') || text('domain'),
    deal: text('title'),
    activity: text('subject'),
  };
  return names[object] || (remote_id ?? local_id);
}

/** What tells it from another one of its name: e-mail, domain, amount, time. */
export function recordDetail({ object, fields }: CrmRecord, tag: string): string {
  if (object === 'contact') return String(fields['email'] ?? fields['phone_e164'] ?? '');
  if (object === 'company') return String(fields['domain'] ?? '');
  if (object === 'deal') return amount(fields['amount_cents'], fields['currency'], tag);
  const at = Date.parse(String(fields['occurred_at'] ?? ''));
  return Number.isNaN(at)
    ? ''
    : new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

function amount(cents: unknown, currency: unknown, tag: string): string {
  if (typeof cents !== 'number') return '';
  const isKnown = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
  const style = isKnown ? ({ style: 'currency', currency } as const) : {};
  const format = new Intl.NumberFormat(tag, style);
  // Cents are the currency's own smallest unit: a yen has no hundredths.
  return format.format(cents / 10 ** (isKnown ? (format.resolvedOptions().maximumFractionDigits ?? 2) : 2));
}

/** Its page in the CRM. The address comes from there: anything but a web page is no link. */
export function recordPage({ remote_url: page }: CrmRecord): string | null {
  return page && /^https?:\/\//i.test(page) ? page : null;
}
