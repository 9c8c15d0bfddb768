import type { MappingRow, PicklistOther, Transform } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { KIND_FIELD } from './objects.js';

/** Outcomes every account starts with; the ids are the same everywhere, accounts add their own. */
const DISPOSITIONS = {
  busy: '9d9162e7-6cf3-4944-bf63-4dff82258764',
  connected: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
  left_live_message: 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff',
  left_voicemail: 'b2cf5968-551e-4856-9783-52b3da59a7d0',
  no_answer: '73a0d17f-1163-4015-bdd5-ec830791da20',
  wrong_number: '17b47fee-58de-441e-a44c-c6300d46f273',
};

const trim: Transform = { name: 'trim' };
const e164: Transform = { name: 'e164', country: 'IT' };

function row(field: string, crm: string, ...transforms: Transform[]): MappingRow {
  return { field, crm, direction: 'both', transforms };
}

function pick(field: string, crm: string, byApp: Record<string, string>, other: PicklistOther): MappingRow {
  const values = Object.entries(byApp).map(([app, value]) => ({ app, crm: value }));
  return { ...row(field, crm), picklist: { values, other } };
}

/**
 * The mapping a workspace starts with. A row whose property an account lacks (`vat_number` is nobody's by default)
 * is left out by the sync.
 */
export const preset: Record<ObjectName, MappingRow[]> = {
  contact: [
    row('email', 'email', trim, { name: 'lower' }),
    row('phone_e164', 'phone|mobilephone', e164),
    row('first_name', 'firstname', trim),
    row('last_name', 'lastname', trim),
    row('title', 'jobtitle', trim),
    row('country_iso', 'country', { name: 'country_iso' }),
  ],
  company: [
    row('name', 'name', trim),
    row('domain', 'domain', { name: 'domain' }),
    row('phone', 'phone', trim),
    row('country_iso', 'country', { name: 'country_iso' }),
    row('vat', 'vat_number', trim),
    row('address', 'address', trim),
  ],
  deal: [
    row('title', 'dealname', trim),
    row('amount_cents', 'amount', { name: 'cents' }),
    row('currency', 'deal_currency_code', { name: 'upper' }),
    row('stage', 'dealstage'),
    row('pipeline', 'pipeline'),
    row('close_date', 'closedate', { name: 'date' }),
    row('owner', 'hubspot_owner_id'),
  ],
  activity: [
    pick('kind', KIND_FIELD, { call: 'calls', note: 'notes', task: 'tasks', meeting: 'meetings' }, 'empty'),
    row('subject', 'hs_call_title', trim),
    row('body', 'hs_call_body', { name: 'html' }),
    row('occurred_at', 'hs_timestamp', { name: 'datetime' }),
    row('duration_s', 'hs_call_duration', { name: 'milliseconds' }),
    pick('direction', 'hs_call_direction', { inbound: 'INBOUND', outbound: 'OUTBOUND' }, 'empty'),
    pick('outcome', 'hs_call_disposition', DISPOSITIONS, 'empty'),
    row('recording_url', 'hs_call_recording_url', trim),
  ],
};
