import type { MappingRow, PicklistOther, Transform } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { DURATION_FIELD, KIND_FIELD } from './objects.js';

/** Results that every account starts with and that mean an outcome of ours; any other is taken as it is. */
const RESULTS = { no_answer: 'No response/Busy', wrong_number: 'Invalid number' };

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
 * The mapping a workspace starts with. A row whose field an account lacks (`VAT` is nobody's by default, `Country` stands
 * on leads, `Currency` comes with several currencies) is left out by the sync.
 */
export const preset: Record<ObjectName, MappingRow[]> = {
  contact: [
    row('email', 'Email', trim, { name: 'lower' }),
    row('phone_e164', 'Phone|Mobile', e164),
    row('first_name', 'First_Name', trim),
    row('last_name', 'Last_Name', trim),
    row('title', 'Title', trim),
    row('country_iso', 'Country|Mailing_Country', { name: 'country_iso' }),
  ],
  company: [
    row('name', 'Account_Name', trim),
    row('domain', 'Website', { name: 'domain' }),
    row('phone', 'Phone', trim),
    row('country_iso', 'Billing_Country', { name: 'country_iso' }),
    row('vat', 'VAT', trim),
    row('address', 'Billing_Street', trim),
  ],
  deal: [
    row('title', 'Deal_Name', trim),
    row('amount_cents', 'Amount', { name: 'cents' }),
    row('currency', 'Currency', { name: 'upper' }),
    row('stage', 'Stage'),
    row('pipeline', 'Pipeline'),
    row('close_date', 'Closing_Date', { name: 'date' }),
    row('owner', 'Owner'),
  ],
  activity: [
    pick('kind', KIND_FIELD, { call: 'Calls', note: 'Notes', task: 'Tasks', meeting: 'Events' }, 'hold'),
    row('subject', 'Subject', trim),
    row('body', 'Description', trim),
    row('occurred_at', 'Call_Start_Time', { name: 'datetime' }),
    row('duration_s', DURATION_FIELD),
    pick('direction', 'Call_Type', { inbound: 'Inbound', outbound: 'Outbound' }, 'empty'),
    pick('outcome', 'Call_Result', RESULTS, 'keep'),
    row('recording_url', 'Voice_Recording__s', trim),
  ],
};
