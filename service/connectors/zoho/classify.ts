import { retryAfterOf } from '../answer-headers.js';
import { CrmError, type CrmErrorKind, type WriteFault } from '../connector.js';
import type { CrmResponse } from '../http-door.js';
import { creditsLeft } from './pace.js';
import type { ErrorEnvelope, RowAnswer, RowDetails } from './types.js';

/** The table from status to kind. What is missing is `other`, for a 5xx `unavailable`. */
const KINDS: Record<number, CrmErrorKind> = {
  400: 'validation',
  401: 'authentication',
  403: 'permission',
  404: 'not_found',
  405: 'validation',
  412: 'conflict',
  429: 'rate_limit',
};

/**
 * Codes that say more than the status, and all there is of one row of a batch.
 * @source status codes page and the pages of each call, see README.md.
 */
const KINDS_BY_CODE: Record<string, CrmErrorKind> = {
  INVALID_TOKEN: 'authentication',
  AUTHENTICATION_FAILURE: 'authentication',
  OAUTH_SCOPE_MISMATCH: 'permission',
  NO_PERMISSION: 'permission',
  AUTHORIZATION_FAILED: 'permission',
  TOO_MANY_REQUESTS: 'rate_limit',
  MANDATORY_NOT_FOUND: 'validation',
  INVALID_DATA: 'validation',
  INVALID_QUERY: 'validation',
  SYNTAX_ERROR: 'validation',
  LIMIT_EXCEEDED: 'validation',
  NOT_APPROVED: 'validation',
  DUPLICATE_DATA: 'conflict',
  RECORD_MODIFIED: 'conflict',
  RECORD_LOCKED: 'unavailable',
  RECORD_IN_BLUEPRINT: 'validation',
  INTERNAL_ERROR: 'unavailable',
};

/** Out of credits: the day is a rolling one, so an hour brings some back. */
const NO_CREDITS_WAIT_MS = 3_600_000;
/** Too many at once: whoever was under way is done soon. Never all again at the same moment. */
const CROWDED_WAIT_MS = 1_000;

/** More of a refused value helps nobody. */
const LONGEST_VALUE = 500;

/** Our code for a fault, by Zoho's own. */
const FAULT_CODES: Record<string, string> = {
  MANDATORY_NOT_FOUND: 'required_missing',
  DUPLICATE_DATA: 'conflict',
};

/** Sorts a refused request. Messages are Zoho's own words; they hold no token. */
export function classify(response: CrmResponse): CrmError {
  const envelope = readEnvelope(response.body);
  const kind = kindOf(response.status, envelope);
  const retryAfterMs = waitOf(response, kind, envelope);
  const field = blame(envelope.details);
  return new CrmError(kind, envelope.message ?? `Zoho answered ${response.status}`, {
    status: response.status,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(envelope.code === undefined ? {} : { vendorCode: envelope.code }),
    ...(field === null ? {} : { field }),
  });
}

/** Kind of one refused row. */
export function kindOfRow({ code = '', details }: RowAnswer): CrmErrorKind {
  if (code === 'INVALID_DATA' && blame(details) === 'id') return 'not_found';
  return KINDS_BY_CODE[code] ?? 'other';
}

/** Whether a request for one record was refused because there is none under that id. */
export function isNoSuchRecord(error: unknown): boolean {
  if (!(error instanceof CrmError) || error.vendorCode !== 'INVALID_DATA') return false;
  return error.kind === 'not_found' || error.field === 'id' || /\bid\b/i.test(error.message);
}

/** A refusal of one write, with the field to blame and the value that was sent for it. */
export function toWriteFault(error: RowAnswer | CrmError, sent: Record<string, unknown>): WriteFault {
  const isThrown = error instanceof CrmError;
  const kind = isThrown ? error.kind : kindOfRow(error);
  const vendorCode = (isThrown ? error.vendorCode : error.code) ?? null;
  const field = isThrown ? error.field : blame(error.details);
  const value = field === null ? undefined : sent[field];
  return {
    code: FAULT_CODES[vendorCode ?? ''] ?? (kind === 'validation' ? 'invalid_value' : kind),
    message: describe(error.message, isThrown ? undefined : error.details, value),
    field,
    value: value === undefined || value === null ? null : toText(value),
    vendorCode,
  };
}

/** The record that a taken value belongs to; null when the answer does not name it. */
export function existingId({ details }: RowAnswer): string | null {
  return details?.duplicate_record?.id ?? details?.id ?? null;
}

/** The field to blame: the first step of `$.data[0].Who_Id.id`, which names more than the last; `id` for the record. */
export function blame({ api_name, json_path = '' }: RowDetails = {}): string | null {
  return /^\$\.\w+\[\d+\]\.([^.[]+)/.exec(json_path)?.[1] ?? api_name ?? null;
}

/** Zoho's messages are short: "invalid data". */
function describe(message = 'Zoho refused this record', details: RowDetails = {}, value?: unknown): string {
  const { maximum_length: most } = details;
  if (most !== undefined && typeof value === 'string' && [...value].length > most)
    return `At most ${most} characters fit into this field; it was to get ${[...value].length}`;
  const about = [
    details.expected_data_type && `expected ${details.expected_data_type}`,
    details.maximum_length && `at most ${details.maximum_length} characters`,
  ].filter(Boolean);
  return about.length === 0 ? message : `${message} (${about.join(', ')})`;
}

function toText(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Of a request for one thing the refusal may stand in the list of answers: `{"watch": [{"code": ...}]}`. */
function readEnvelope(body: unknown): ErrorEnvelope {
  if (!isObject(body)) return {};
  if ('code' in body) return body;
  const [list] = Object.values(body).filter(Array.isArray) as unknown[][];
  const [only] = list ?? [];
  return list?.length === 1 && isObject(only) ? only : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(status: number, { code = '' }: ErrorEnvelope): CrmErrorKind {
  const byStatus = KINDS[status] ?? (status >= 500 ? 'unavailable' : 'other');
  // 404 with INVALID_DATA is an unknown id, and 403 of any code is a right that is missing.
  if (status === 404 || status === 403 || status >= 500) return byStatus;
  return KINDS_BY_CODE[code] ?? byStatus;
}

function waitOf(response: CrmResponse, kind: CrmErrorKind, envelope: ErrorEnvelope): number | null {
  const told = retryAfterOf(response.headers);
  if (told !== null) return told;
  if (kind !== 'rate_limit') return null;
  const isSpent =
    creditsLeft(response.headers) === 0 || /credit|24 hours|per day/i.test(envelope.message ?? '');
  return isSpent ? NO_CREDITS_WAIT_MS : CROWDED_WAIT_MS * (1 + Math.random());
}
