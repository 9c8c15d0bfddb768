import type { Limit } from '../kit/traffic/rate-limits.js';
import type { ObjectType } from './object-types.js';

/** A property that becomes required when another has a value. */
export interface ConditionalRule {
  object: ObjectType;
  when: { property: string; value: string };
  require: string[];
}

/** Everything the control door may change; names as on the wire. */
export interface Settings {
  access_token_ttl_s: number;
  code_ttl_s: number;
  /** How far the CRM's clock is from ours, its `Date` header included. */
  clock_offset_ms: number;
  /** How long a write stays out of search. */
  index_lag_ms: number;
  limits: { account: Limit | null; search: Limit | null };
  /** Whether a unique property may be created on calls; the vendor's pages do not say. */
  unique_on_calls: boolean;
  /** Admin-made rules of 2026-09: required at creation, per object. */
  required_properties: Partial<Record<ObjectType, string[]>>;
  conditional_required: ConditionalRule[];
  /** Whether a newly logged activity moves the modified date of what it is linked to. */
  activity_touches_records: boolean;
  /** Whether a merge makes a third record that both old ids lead to. */
  merge_makes_new_record: boolean;
  /** Scopes an install must name exactly. */
  required_scopes: string[];
  optional_scopes: string[];
}

/** Minimal scopes of an app that syncs contacts, companies and deals and logs calls. */
export const MINIMAL_SCOPES = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.companies.read',
  'crm.schemas.deals.read',
];

const OPTIONAL_SCOPES = [
  'crm.schemas.contacts.write',
  'crm.schemas.companies.write',
  'crm.schemas.deals.write',
  'crm.schemas.calls.write',
  'settings.currencies.read',
  'sales-email-read',
];

/** The vendor's own numbers, except that search shows writes at once. */
export function defaultSettings(): Settings {
  return {
    access_token_ttl_s: 1_800,
    code_ttl_s: 60,
    clock_offset_ms: 0,
    index_lag_ms: 0,
    limits: { account: { max: 110, window_ms: 10_000 }, search: { max: 5, window_ms: 1_000 } },
    unique_on_calls: true,
    required_properties: {},
    conditional_required: [],
    activity_touches_records: true,
    merge_makes_new_record: false,
    required_scopes: [...MINIMAL_SCOPES],
    optional_scopes: [...OPTIONAL_SCOPES],
  };
}
