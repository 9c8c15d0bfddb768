import { retryAfterOf } from '../answer-headers.js';
import { CrmError, type CrmErrorKind, type WriteFault } from '../connector.js';
import type { CrmResponse } from '../http-door.js';
import type { ErrorEnvelope } from './types.js';

/**
 * The table from status to kind. What is missing is `other`, for a 5xx `unavailable`.
 * @source error handling page, see README.md; 423 locked, 477 being migrated, 521 to 524 from the network in front.
 */
const KINDS: Record<number, CrmErrorKind> = {
  400: 'validation',
  401: 'authentication',
  403: 'permission',
  404: 'not_found',
  409: 'conflict',
  422: 'validation',
  423: 'unavailable',
  429: 'rate_limit',
  477: 'unavailable',
};

/** Kinds by the category of one row of a batch, which has no HTTP status of its own. */
const KINDS_BY_CATEGORY: Record<string, CrmErrorKind> = {
  VALIDATION_ERROR: 'validation',
  OBJECT_NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  OBJECT_ALREADY_EXISTS: 'conflict',
  MISSING_SCOPES: 'permission',
  RATE_LIMITS: 'rate_limit',
  INTERNAL_ERROR: 'unavailable',
  TIMEOUT: 'unavailable',
};

/** Waits guessed where HubSpot promises no `Retry-After`. A daily limit ends at midnight of the account: look hourly. */
const WAIT_BY_POLICY: Record<string, number> = {
  TEN_SECONDLY_ROLLING: 10_000,
  SECONDLY: 1_000,
  DAILY: 3_600_000,
};
const LOCKED_WAIT_MS = 2_000;
const DEFAULT_WAIT_MS = 10_000;

/** Our code for a fault, by HubSpot's own. */
const FAULT_CODES: Record<string, string> = {
  MISSING_REQUIRED_PROPERTY: 'required_missing',
  MISSING_CONDITIONAL_REQUIRED_PROPERTY: 'required_missing',
  REQUIRED_FIELD_MISSING: 'required_missing',
  PROPERTY_DOESNT_EXIST: 'unknown_field',
  READ_ONLY_VALUE: 'read_only',
  INVALID_OPTION: 'invalid_option',
  INVALID_OWNER_ID: 'invalid_option',
  CONFLICTING_UNIQUE_VALUE: 'conflict',
};

/** Sorts a refused request. Messages are HubSpot's own words; they hold no token. */
export function classify(response: CrmResponse): CrmError {
  const envelope = readEnvelope(response.body);
  const kind = kindOf(response.status, envelope);
  const blamed = blame(envelope);
  const retryAfterMs = waitOf(response, kind, envelope);
  return new CrmError(kind, envelope.message ?? `HubSpot answered ${response.status}`, {
    status: response.status,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(blamed.vendorCode === null ? {} : { vendorCode: blamed.vendorCode }),
    ...(blamed.field === null ? {} : { field: blamed.field }),
  });
}

/** Kind of one failed row of a batch. */
export function kindOfRow(row: ErrorEnvelope): CrmErrorKind {
  return KINDS_BY_CATEGORY[row.category ?? ''] ?? 'other';
}

/** A refusal of one write, with the property to blame and the value that was sent for it. */
export function toWriteFault(
  error: ErrorEnvelope | CrmError,
  properties: Record<string, string>,
): WriteFault {
  const isThrown = error instanceof CrmError;
  const kind = isThrown ? error.kind : kindOfRow(error);
  const { field, vendorCode } = isThrown ? error : blame(error);
  const code = FAULT_CODES[vendorCode ?? ''] ?? (kind === 'validation' ? 'invalid_value' : kind);
  return {
    code,
    message: error.message ?? 'HubSpot refused this record',
    field,
    value: field === null ? null : (properties[field] ?? null),
    vendorCode,
  };
}

/** The id in `Contact already exists. Existing ID: 123`, the answer to a taken e-mail address; null for anything else. */
export function existingId(error: ErrorEnvelope | CrmError): string | null {
  const kind = error instanceof CrmError ? error.kind : kindOfRow(error);
  return kind === 'conflict' ? (/existing id:\s*(\d+)/i.exec(error.message ?? '')?.[1] ?? null) : null;
}

function readEnvelope(body: unknown): ErrorEnvelope {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as ErrorEnvelope) : {};
}

function kindOf(status: number, envelope: ErrorEnvelope): CrmErrorKind {
  if (envelope.category === 'RATE_LIMITS' || envelope.errorType === 'RATE_LIMIT') return 'rate_limit';
  return KINDS[status] ?? (status >= 500 ? 'unavailable' : 'other');
}

function waitOf(response: CrmResponse, kind: CrmErrorKind, envelope: ErrorEnvelope): number | null {
  const told = retryAfterOf(response.headers);
  if (told !== null) return told;
  if (kind === 'rate_limit') return WAIT_BY_POLICY[envelope.policyName ?? ''] ?? waitByMessage(envelope);
  return response.status === 423 ? LOCKED_WAIT_MS : null;
}

function waitByMessage({ message = '' }: ErrorEnvelope): number {
  if (/daily/i.test(message)) return WAIT_BY_POLICY['DAILY'] ?? DEFAULT_WAIT_MS;
  return /your secondly/i.test(message) ? (WAIT_BY_POLICY['SECONDLY'] ?? DEFAULT_WAIT_MS) : DEFAULT_WAIT_MS;
}

/** Who is to blame: newer answers name the property in `context`, older ones in JSON inside the message. */
function blame(envelope: ErrorEnvelope): { field: string | null; vendorCode: string | null } {
  const first = envelope.errors?.[0];
  const inMessage = rowsInMessage(envelope.message)[0];
  const context = first?.context ?? envelope.context ?? {};
  const field =
    context['propertyName']?.[0] ??
    context['properties']?.[0] ??
    inMessage?.name ??
    /property "([a-z0-9_]+)" (?:does not exist|is missing|is not a unique)/i.exec(
      envelope.message ?? '',
    )?.[1] ??
    null;
  const vendorCode =
    first?.code ??
    inMessage?.error ??
    envelope.policyName ??
    envelope.subCategory ??
    envelope.category ??
    null;
  return { field, vendorCode };
}

/** `Property values were not valid: [{"isValid":false,"message":…,"error":"INVALID_OPTION","name":"dealstage"}]` */
function rowsInMessage(message = ''): { name?: string; error?: string }[] {
  const json = /\[\{.*\}\]/s.exec(message)?.[0];
  if (json === undefined) return [];
  try {
    return JSON.parse(json) as { name?: string; error?: string }[];
  } catch {
    return [];
  }
}
