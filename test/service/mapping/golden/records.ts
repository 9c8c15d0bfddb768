import type { Fields } from '../../../../shared/records.js';

/** The same records, as a host knows them, in every CRM: what differs between CRMs stands in their own files. */
export const GIULIA = {
  email: 'giulia.ferri@prato.example',
  phone_e164: '+393495550142',
  first_name: 'Giulia',
  last_name: 'Ferri',
  title: 'Responsabile acquisti',
  country_iso: 'IT',
} satisfies Fields;

export const ISARTAL_SOLAR = {
  name: 'Isartal Solar GmbH',
  domain: 'isartal-solar.example',
  phone: '+49 89 555 0150',
  country_iso: 'DE',
  vat: 'DE136695976',
  address: 'Lindwurmstraße 1',
} satisfies Fields;

export const CALL = {
  kind: 'call',
  subject: 'Green tariff',
  body: 'Wants an offer & a visit',
  occurred_at: '2026-11-20T10:00:00.000Z',
  duration_s: 372,
  direction: 'outbound',
  outcome: 'no_answer',
  recording_url: 'https://calls.example/5001.mp3',
} satisfies Fields;
