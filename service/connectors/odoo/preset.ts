import type { MappingRow, Transform } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { ARCHIVED, FIRST_NAME, LAST_NAME, NOTE_FIELDS } from './objects.js';

const trim: Transform = { name: 'trim' };
const e164: Transform = { name: 'e164', country: 'IT' };

function row(field: string, crm: string, ...transforms: Transform[]): MappingRow {
  return { field, crm, direction: 'both', transforms };
}

/** Parts of a note's text: what Odoo has no field for. */
function written(field: string, crm: string): MappingRow {
  return { field, crm, direction: 'to_crm', transforms: [] };
}

/** An archived record is none that is deleted; whoever reads the feed sees it here. */
const archived: MappingRow = {
  field: 'custom.archived',
  crm: ARCHIVED,
  direction: 'from_crm',
  transforms: [{ name: 'boolean' }],
};

/** The mapping a workspace starts with. Names are split and joined by the connector, countries and choices named by it. */
export const preset: Record<ObjectName, MappingRow[]> = {
  contact: [
    row('email', 'email', trim, { name: 'lower' }),
    row('phone_e164', 'phone', e164),
    row('first_name', FIRST_NAME, trim),
    row('last_name', LAST_NAME, trim),
    row('title', 'function', trim),
    row('country_iso', 'country_id'),
    archived,
  ],
  company: [
    row('name', 'name', trim),
    row('domain', 'website', { name: 'domain' }),
    row('phone', 'phone', trim),
    row('country_iso', 'country_id'),
    row('vat', 'vat', trim),
    row('address', 'street', trim),
    archived,
  ],
  deal: [
    row('title', 'name', trim),
    row('amount_cents', 'expected_revenue', { name: 'cents' }),
    row('currency', 'company_currency', { name: 'upper' }),
    row('stage', 'stage_id'),
    row('pipeline', 'team_id'),
    row('close_date', 'date_deadline', { name: 'date' }),
    row('owner', 'user_id'),
    archived,
  ],
  activity: [
    row('kind', NOTE_FIELDS.kind),
    row('subject', NOTE_FIELDS.subject, trim),
    row('body', 'body', { name: 'html' }),
    row('occurred_at', 'date', { name: 'datetime' }),
    written('duration_s', NOTE_FIELDS.duration),
    written('direction', NOTE_FIELDS.direction),
    written('outcome', NOTE_FIELDS.outcome),
    written('recording_url', NOTE_FIELDS.recording),
  ],
};
