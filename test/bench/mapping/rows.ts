import type { CrmField, MappingRow, Transform } from '../../../shared/mapping.js';
import type { FieldType } from '../../../shared/records.js';

const trim: Transform = { name: 'trim' };

function row(field: string, crm: string, ...transforms: Transform[]): MappingRow {
  return { field, crm, direction: 'both', transforms };
}

/** A contact of ten fields as a customer maps one. Most of the time goes into reading the phone number. */
export const CONTACT_ROWS: MappingRow[] = [
  row('email', 'email', trim, { name: 'lower' }),
  row('phone_e164', 'mobilephone|phone', { name: 'e164', country: 'IT' }),
  row('first_name', 'firstname', trim),
  row('last_name', 'lastname', trim),
  row('title', 'jobtitle', trim),
  row('country_iso', 'country', { name: 'country_iso' }),
  row('custom.birthday', 'date_of_birth', { name: 'date' }),
  row('custom.yearly_use', 'monthly_use', { name: 'number' }, { name: 'multiply', by: 12 }),
  row('custom.newsletter', 'newsletter', { name: 'boolean' }),
  {
    ...row('custom.segment', 'segment'),
    picklist: {
      values: [
        { app: 'home', crm: 'SEG_HOME' },
        { app: 'small_business', crm: 'SEG_SMB' },
        { app: 'enterprise', crm: 'SEG_ENT' },
      ],
      other: 'empty',
    },
  },
];

/** A deal of ten fields, of plain steps alone: what is measured is the engine itself. */
export const DEAL_ROWS: MappingRow[] = [
  row('title', 'dealname', trim),
  row('amount_cents', 'amount', { name: 'cents' }),
  row('currency', 'deal_currency_code', { name: 'upper' }),
  row('stage', 'dealstage'),
  row('pipeline', 'pipeline'),
  row('close_date', 'closedate', { name: 'date' }),
  row('owner', 'hubspot_owner_id'),
  row('custom.yearly_use', 'monthly_use', { name: 'number' }, { name: 'multiply', by: 12 }),
  row('custom.renewal', 'is_renewal', { name: 'boolean' }),
  {
    ...row('custom.source', 'lead_source'),
    picklist: {
      values: [
        { app: 'fair', crm: 'SRC_FAIR' },
        { app: 'web', crm: 'SRC_WEB' },
        { app: 'partner', crm: 'SRC_PARTNER' },
      ],
      other: 'empty',
    },
  },
];

const TYPES: Record<string, FieldType> = {
  ...{ email: 'email', mobilephone: 'phone', phone: 'phone', firstname: 'text', lastname: 'text' },
  ...{
    jobtitle: 'text',
    country: 'text',
    date_of_birth: 'date',
    monthly_use: 'number',
    newsletter: 'boolean',
  },
  ...{ segment: 'enum', dealname: 'text', amount: 'number', deal_currency_code: 'enum', dealstage: 'enum' },
  ...{ pipeline: 'enum', closedate: 'datetime', hubspot_owner_id: 'text', is_renewal: 'boolean' },
  ...{ lead_source: 'enum' },
};

export const CRM_FIELDS: ReadonlyMap<string, CrmField> = new Map(
  Object.entries(TYPES).map(([name, type]) => [
    name,
    {
      ...{ name, label: name, type, native_type: type, required: false, read_only: false },
      ...{ custom: false, unique: false, group: null, options: [], samples: [] },
    },
  ]),
);
