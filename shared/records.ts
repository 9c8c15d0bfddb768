/** The canonical record: what every connector translates to and from. */

export const OBJECTS = ['contact', 'company', 'deal', 'activity'] as const;
export type ObjectName = (typeof OBJECTS)[number];

export function isObjectName(value: unknown): value is ObjectName {
  return typeof value === 'string' && (OBJECTS as readonly string[]).includes(value);
}

/** Types a host's own field may have: all but links to other records. */
export const CUSTOM_FIELD_TYPES = [
  'text',
  'long_text',
  'email',
  'phone',
  'url',
  'number',
  'integer',
  'money_cents',
  'boolean',
  'date',
  'datetime',
  'country',
  'currency',
  'enum',
] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

export const FIELD_TYPES = [...CUSTOM_FIELD_TYPES, 'ref', 'ref_list'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** One canonical field. `ref`s are links to other records and are never mapped by hand. */
export interface AppField {
  name: string;
  type: FieldType;
  required?: true;
  /** For `enum`. */
  options?: readonly string[];
  /** For `ref` and `ref_list`: the object pointed at. */
  target?: ObjectName;
  /** Shown masked in previews and examples. */
  sensitive?: true;
  /** For people, as it is or by language (`{"en": "Yearly use"}`); left out: the elements know it. */
  label?: string | Readonly<Record<string, string>>;
  /** One of the host's own; its name begins with `custom.`. */
  custom?: true;
}

/** A field of the host's own, as it declares it. Records and mappings call it `custom.<name>`. */
export interface CustomFieldDefinition {
  /** Lower case, as in `yearly_use`. */
  name: string;
  label: string | Record<string, string>;
  type: CustomFieldType;
  /** For `enum`, and only there. */
  options?: string[];
  required?: true;
  sensitive?: true;
}

export const ACTIVITY_KINDS = ['call', 'note', 'task', 'meeting'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];
export const CALL_DIRECTIONS = ['inbound', 'outbound'] as const;
export type CallDirection = (typeof CALL_DIRECTIONS)[number];

export const APP_FIELDS: Record<ObjectName, readonly AppField[]> = {
  contact: [
    { name: 'email', type: 'email', required: true },
    { name: 'phone_e164', type: 'phone' },
    { name: 'first_name', type: 'text' },
    { name: 'last_name', type: 'text' },
    { name: 'title', type: 'text' },
    { name: 'country_iso', type: 'country' },
    { name: 'company_id', type: 'ref', target: 'company' },
  ],
  company: [
    { name: 'name', type: 'text', required: true },
    { name: 'domain', type: 'url' },
    { name: 'phone', type: 'phone' },
    { name: 'country_iso', type: 'country' },
    { name: 'vat', type: 'text' },
    { name: 'address', type: 'text' },
  ],
  deal: [
    { name: 'title', type: 'text', required: true },
    { name: 'amount_cents', type: 'money_cents' },
    { name: 'currency', type: 'currency' },
    { name: 'stage', type: 'enum' },
    { name: 'pipeline', type: 'enum' },
    { name: 'close_date', type: 'date' },
    { name: 'owner', type: 'text' },
    { name: 'contact_ids', type: 'ref_list', target: 'contact' },
    { name: 'company_id', type: 'ref', target: 'company' },
  ],
  activity: [
    { name: 'kind', type: 'enum', options: ACTIVITY_KINDS },
    { name: 'subject', type: 'text' },
    { name: 'body', type: 'long_text' },
    { name: 'occurred_at', type: 'datetime', required: true },
    { name: 'duration_s', type: 'integer' },
    { name: 'direction', type: 'enum', options: CALL_DIRECTIONS },
    { name: 'outcome', type: 'enum' },
    { name: 'recording_url', type: 'url' },
    { name: 'contact_id', type: 'ref', target: 'contact' },
    { name: 'company_id', type: 'ref', target: 'company' },
    { name: 'deal_id', type: 'ref', target: 'deal' },
  ],
};

/** A value of a canonical field. Money is an integer of the currency's minor unit; dates are ISO 8601 text. */
export type FieldValue = string | number | boolean | null | string[];
/** Canonical fields by name; custom ones are named `custom.<name>`. */
export type Fields = Record<string, FieldValue>;

/** A record as the API shows it. `refs` in `fields` (`company_id`, …) are local ids, null while the other record is unknown. */
export interface CrmRecord {
  object: ObjectName;
  /** Our id, or the host's own where the host named the record. */
  local_id: string;
  remote_id: string | null;
  provider: string;
  connection_id: string;
  fields: Fields;
  custom: Fields;
  /** Page of the record in the CRM, when the provider has one. */
  remote_url: string | null;
  /** Gone from the CRM. Its fields are the last we knew. */
  deleted: boolean;
  /** Local id of the record that absorbed this one in the CRM; this one is `deleted` then. */
  merged_into: string | null;
  remote_updated_at: string | null;
  updated_at: string;
}

/** Which side set a value: the CRM, or the host through a push. */
export type Setter = 'crm' | 'host';

/** Who set a field last, and when it reached the CRM: at the latest, as CRMs date records and not fields. */
export interface FieldProvenance {
  by: Setter;
  at: string;
}

/** A single record, with who set each of its fields; custom ones are named `custom.<name>`. */
export interface CrmRecordDetail extends CrmRecord {
  provenance: Record<string, FieldProvenance>;
}
