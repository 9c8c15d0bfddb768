import { retryAfterOf } from '../answer-headers.js';
import { CrmError, type CrmErrorKind } from '../connector.js';
import type { CrmResponse } from '../http-door.js';
import type { RpcAnswer } from './types.js';

const DEFAULT_WAIT_MS = 10_000;

/** Status by the Python class of an exception, where JSON-RPC says 200 and JSON-2 in part 500. */
const STATUS_BY_NAME: Record<string, number> = {
  AccessDenied: 401,
  Unauthorized: 401,
  AccessError: 403,
  Forbidden: 403,
  MissingError: 404,
  NotFound: 404,
  UserError: 422,
  RedirectWarning: 422,
  ValidationError: 422,
  IntegrityError: 422,
  NotNullViolation: 422,
  ValueError: 422,
  TypeError: 422,
  UnprocessableEntity: 422,
  // Rolled back by the server: nothing happened, and the same may work in a moment.
  LockError: 503,
  OperationalError: 503,
  SerializationFailure: 503,
  LockNotAvailable: 503,
};

const KINDS: Record<number, CrmErrorKind> = {
  400: 'validation',
  401: 'authentication',
  403: 'permission',
  404: 'not_found',
  409: 'conflict',
  422: 'validation',
  429: 'rate_limit',
};

interface Refusal {
  name: string;
  message: string;
  code: number | null;
}

/** The status an answer means: JSON-RPC says 200 to everything. */
export function statusOf(answer: CrmResponse): number {
  const refusal = refusalOf(answer);
  if (refusal === null) return answer.status;
  if (isDatabaseMissing(refusal)) return 404;
  const known = STATUS_BY_NAME[refusal.name.split('.').at(-1) ?? ''];
  if (known !== undefined) return known;
  if (answer.status !== 200) return answer.status;
  return refusal.code === 404 ? 404 : 500;
}

/** Sorts a refused request. Odoo's `debug` may hold data of the customer and is never looked at. */
export function classify(answer: CrmResponse): CrmError {
  const { status, headers } = answer;
  const refusal = refusalOf(answer);
  const kind = KINDS[status] ?? (status >= 500 ? 'unavailable' : 'other');
  const waitMs = retryAfterOf(headers) || (kind === 'rate_limit' ? DEFAULT_WAIT_MS : null);
  const field = /invalid field '?([\w.]+)'?/i.exec(refusal?.message ?? '')?.[1];
  const vendorCode = refusal === null ? null : isDatabaseMissing(refusal) ? 'database_unknown' : refusal.name;
  return new CrmError(kind, refusal?.message || `Odoo answered ${status}`, {
    status,
    ...(waitMs === null ? {} : { retryAfterMs: waitMs }),
    ...(vendorCode ? { vendorCode } : {}),
    ...(field === undefined ? {} : { field: field.split('.').at(-1) ?? field }),
  });
}

/** A loser of two transactions at once, as `load` reports it in its messages. */
export function isSerializationLoss(message: string): boolean {
  return /could not serialize|concurrent update|deadlock detected/i.test(message);
}

function isDatabaseMissing({ message }: Refusal): boolean {
  return /database "[^"]*" does not exist/i.test(message);
}

/** The error an answer carries; null for a good one. A proxy's page is told by its status alone. */
function refusalOf({ status, body }: CrmResponse): Refusal | null {
  if (status >= 400 && typeof body === 'string' && body.length < 500 && !body.includes('<'))
    return { name: '', message: body, code: null };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const { error } = body as RpcAnswer;
  if (error && 'jsonrpc' in body)
    return {
      name: error.data?.name ?? '',
      message: firstLine(error.data?.message || error.message || ''),
      code: error.code ?? null,
    };
  if (status < 400) return null;
  const { name, message } = body as { name?: unknown; message?: unknown };
  return {
    name: typeof name === 'string' ? name : '',
    message: firstLine(typeof message === 'string' ? message : ''),
    code: null,
  };
}

function firstLine(text: string): string {
  return text.trim().split('\n').slice(0, 3).join(' ').slice(0, 500);
}
