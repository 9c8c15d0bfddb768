/**
 * Stable error codes of the HTTP API, each with its HTTP status and its default title.
 * A code never changes its meaning; new ones are added.
 */
export const ERRORS = {
  // The request
  bad_json: { status: 400, title: 'The body is not valid JSON' },
  bad_request: { status: 400, title: 'The request is not valid' },
  body_too_large: { status: 413, title: 'The body is larger than 1 MB' },
  body_too_slow: { status: 408, title: 'The body did not arrive in time' },
  unsupported_media_type: { status: 415, title: 'Send JSON' },
  not_found: { status: 404, title: 'There is nothing at this address' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used for another request' },
  idempotency_in_progress: { status: 409, title: 'A request with this Idempotency-Key is still running' },
  // The caller
  key_missing: { status: 401, title: 'Send an API key' },
  key_invalid: { status: 401, title: 'This key is not known' },
  key_expired: { status: 401, title: 'This key has expired' },
  key_revoked: { status: 401, title: 'This key was revoked' },
  permission_missing: { status: 403, title: 'This key may not do that' },
  origin_not_allowed: { status: 403, title: 'This web origin may not use this key' },
  workspace_mismatch: { status: 403, title: 'This key belongs to another workspace' },
  workspace_required: { status: 400, title: 'Say which workspace' },
  webhook_refused: { status: 401, title: 'This webhook does not prove where it comes from' },
  // What is asked for
  provider_unknown: { status: 404, title: 'There is no such provider' },
  provider_not_configured: { status: 409, title: 'This provider has no credentials yet' },
  connection_not_found: { status: 404, title: 'There is no such connection' },
  not_connected: { status: 409, title: 'No CRM is connected' },
  connection_paused: { status: 409, title: 'The connection is paused' },
  connection_needs_reauth: { status: 409, title: 'The CRM ended our access' },
  already_connected: { status: 409, title: 'Another account is connected already' },
  record_not_found: { status: 404, title: 'There is no such record' },
  run_not_found: { status: 404, title: 'There is no such run' },
  push_not_found: { status: 404, title: 'This call was not pushed' },
  held_deletion_not_found: { status: 404, title: 'There are no such held deletions' },
  held_deletion_changed: { status: 409, title: 'Another number of records is held by now' },
  held_deletion_decided: { status: 409, title: 'It was decided otherwise already' },
  dead_letter_not_found: { status: 404, title: 'There is no such dead letter' },
  dead_letter_superseded: { status: 409, title: 'A newer push of this record was asked for since' },
  webhook_event_not_found: { status: 404, title: 'There is no such event' },
  call_unknown: { status: 404, title: 'This call is not known' },
  contact_required: { status: 422, title: 'A call needs a contact' },
  object_unknown: { status: 404, title: 'There is no such object' },
  object_not_supported: { status: 422, title: 'This object cannot be written yet' },
  record_linked_elsewhere: { status: 409, title: 'This id stands for another record' },
  workspace_not_found: { status: 404, title: 'There is no such workspace' },
  app_not_found: { status: 404, title: 'There is no such app' },
  webhook_endpoint_not_found: { status: 404, title: 'There is no such webhook endpoint' },
  webhook_endpoint_disabled: { status: 409, title: 'This webhook endpoint is disabled' },
  webhook_delivery_not_found: { status: 404, title: 'There is no such delivery' },
  key_not_found: { status: 404, title: 'There is no such key' },
  // Mapping
  mapping_invalid: { status: 422, title: 'The mapping has rows that cannot work' },
  mapping_version_conflict: { status: 409, title: 'Somebody saved this mapping meanwhile' },
  mapping_version_not_found: { status: 404, title: 'There is no such version' },
  mapping_document_unknown: { status: 422, title: 'This is no file of mappings that can be read here' },
  // Connecting
  flow_not_found: { status: 404, title: 'There is no such sign-in' },
  flow_expired: { status: 410, title: 'This sign-in has expired' },
  flow_used: { status: 409, title: 'This sign-in was already used' },
  state_invalid: { status: 400, title: 'This answer does not belong to a sign-in we started' },
  browser_mismatch: { status: 400, title: 'This sign-in was started in another browser' },
  consent_denied: { status: 403, title: 'Access was not approved' },
  credentials_refused: { status: 422, title: 'The CRM does not accept these credentials' },
  code_rejected: { status: 502, title: 'The CRM did not accept its own sign-in code' },
  // The CRM
  crm_unreachable: { status: 502, title: 'The CRM does not answer' },
  crm_rejected: { status: 422, title: 'The CRM refused the data' },
  crm_rate_limited: { status: 503, title: 'The CRM asks us to slow down' },
  crm_permission_missing: { status: 403, title: 'The CRM account does not allow this' },
  crm_error: { status: 502, title: 'The CRM answered with an error' },
  host_not_allowed: { status: 422, title: 'This address may not be used' },
  // Us
  database_unavailable: { status: 503, title: 'The database does not answer' },
  too_many_streams: { status: 429, title: 'Too many event streams are open' },
  webhook_queue_full: { status: 503, title: 'Too many webhooks wait to be stored' },
  shutting_down: { status: 503, title: 'The service is restarting' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** What the caller can do next. */
export type NextStep = 'retry' | 'wait' | 'reconnect' | 'fix_mapping' | 'fix_request' | 'give_up';

/** One fault inside a request: `path` is dotted (`rows.3.crm`), `field` names a canonical field. */
export interface FieldFault {
  path: string;
  code: string;
  message: string;
  field?: string;
}

/** The body of every error answer (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  next: NextStep;
  /** Seconds after which a retry makes sense; also sent as `Retry-After`. */
  retry_after_s?: number;
  errors?: FieldFault[];
  correlation_id: string;
}

export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    value.code in ERRORS
  );
}
