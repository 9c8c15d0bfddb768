import type { ModuleName } from './modules.js';

/** Limits of traffic; null lifts one. */
export interface Limits {
  /** Credits per account within 24 hours. */
  credits: number | null;
  /** Simultaneous calls of one account. */
  concurrency: number | null;
  /** Simultaneous calls of the heavier kinds. */
  sub_concurrency: number | null;
  /** Whether codes, refresh tokens and access tokens are counted: 10 of each within 10 minutes. */
  oauth: boolean;
}

/** Everything the control door may change; names as on the wire. */
export interface Settings {
  /** What the accounts pay for; a change brings its limits, unless they are lifted. One of `EDITIONS`. */
  edition: string;
  access_token_ttl_s: number;
  code_ttl_s: number;
  /** How far the CRM's clock is from ours, its `Date` header included. */
  clock_offset_ms: number;
  limits: Limits;
  /** How long every API call takes at least; it counts as running for that long. */
  latency_ms: number;
  /** How long a write stays out of the search endpoint; lists and COQL see it at once. */
  search_lag_ms: number;
  /** Answer to an id that is not there: an empty 204, or 404 `INVALID_DATA`. */
  unknown_record: string;
  /** HTTP status of a write of which every row failed: 202, or 400 as in samples of the published specification. */
  all_failed_status: number;
  /** Code of a 412: `RECORD_MODIFIED`, or `ALREADY_MODIFIED` as in the same samples. */
  modified_code: string;
  /** 401 or 403. */
  scope_mismatch_status: number;
  /** Status of `Access Denied` at the token endpoint: 200 or 400. */
  token_throttle_status: number;
  /** How `Call_Duration` is read: `mm:ss` or `hh:mm`. */
  call_duration_format: string;
  /** API name of the call's status; differs between accounts. */
  call_status_field: string;
  /** Whether `Voice_Recording__s` is taken; accounts with a telephony binding refuse it. */
  accepts_recordings: boolean;
  unique_on_calls: boolean;
  external_fields: boolean;
  /** Whether `DUPLICATE_DATA` names the record that has the value. */
  duplicate_names_record: boolean;
  /** Refuses fractions of a second and `Z`; without it any ISO 8601 instant passes. */
  strict_datetimes: boolean;
  /** Whether lookups in COQL answers carry a name beside the id. */
  coql_lookup_names: boolean;
  /** Days until a deleted record leaves the recycle bin, and until it leaves the deleted list. */
  recycle_days: number;
  deleted_days: number;
  page_token_ttl_s: number;
  /** Records a chain of page tokens may reach. */
  page_token_reach: number;
  /** Fields an administrator made mandatory, per module, in every layout. */
  required_fields: Partial<Record<ModuleName, string[]>>;
}

/** Credits of an account with three users, and calls at once, by edition. */
export const EDITIONS: Readonly<Record<string, { credits: number; concurrency: number }>> = {
  free: { credits: 5_000, concurrency: 5 },
  standard: { credits: 50_750, concurrency: 10 },
  professional: { credits: 51_500, concurrency: 15 },
  enterprise: { credits: 53_000, concurrency: 20 },
  ultimate: { credits: 56_000, concurrency: 25 },
};

/** What an edition, `enterprise` unless said otherwise, allows. */
export function vendorLimits(edition = 'enterprise'): Limits {
  const { credits, concurrency } = EDITIONS[edition] ?? { credits: null, concurrency: null };
  return { credits, concurrency, sub_concurrency: 10, oauth: true };
}

/** The vendor's own numbers. */
export function defaultSettings(): Settings {
  return {
    edition: 'enterprise',
    access_token_ttl_s: 3_600,
    code_ttl_s: 180,
    clock_offset_ms: 0,
    limits: vendorLimits(),
    latency_ms: 0,
    search_lag_ms: 0,
    unknown_record: 'empty',
    all_failed_status: 202,
    modified_code: 'RECORD_MODIFIED',
    scope_mismatch_status: 401,
    token_throttle_status: 200,
    call_duration_format: 'mm:ss',
    call_status_field: 'Outgoing_Call_Status',
    accepts_recordings: true,
    unique_on_calls: true,
    external_fields: true,
    duplicate_names_record: true,
    strict_datetimes: true,
    coql_lookup_names: false,
    recycle_days: 60,
    deleted_days: 120,
    page_token_ttl_s: 86_400,
    page_token_reach: 100_000,
    required_fields: {},
  };
}
