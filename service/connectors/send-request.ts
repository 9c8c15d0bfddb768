import { type Dispatcher, request as undiciRequest } from 'undici';
import { ADDRESS_REFUSED } from '../net/guard-address.js';
import { CrmError } from './connector.js';
import type { CrmRequest, CrmResponse } from './http-door.js';

const DEFAULT_TIMEOUT_MS = 20_000;

/** Failures before a byte of the request left: nothing can have happened at the CRM. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  ADDRESS_REFUSED,
]);

/**
 * One exchange: sends, waits for the whole answer and parses it. `timeoutMs` (20 s) covers all of it.
 *
 * @throws CrmError `unavailable` when no whole answer came, `outcomeUnknown` for a write that may have arrived;
 * the signal's reason when a read was cancelled.
 */
export async function sendRequest(
  request: CrmRequest,
  url: URL,
  headers: Record<string, string>,
  dispatcher: Dispatcher,
): Promise<CrmResponse> {
  request.signal?.throwIfAborted();
  const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const end = new AbortController();
  const cancel = () => end.abort(request.signal?.reason);
  request.signal?.addEventListener('abort', cancel, { once: true });
  let isLate = false;
  const deadline = setTimeout(() => {
    isLate = true;
    end.abort();
  }, timeoutMs);
  try {
    return await exchange(request, url, headers, dispatcher, end.signal, timeoutMs);
  } catch (error) {
    throw lostAnswer(error, request, isLate ? `within ${timeoutMs / 1000} s` : null);
  } finally {
    clearTimeout(deadline);
    request.signal?.removeEventListener('abort', cancel);
  }
}

async function exchange(
  request: CrmRequest,
  url: URL,
  headers: Record<string, string>,
  dispatcher: Dispatcher,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<CrmResponse> {
  const payload = encode(request);
  const answer = await undiciRequest(url, {
    method: request.method,
    headers: { accept: 'application/json', ...request.headers, ...payload.headers, ...headers },
    body: payload.body,
    dispatcher,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: flatten(answer.headers), body: parseBody(text) };
}

function encode(request: CrmRequest): { body: string | null; headers: Record<string, string> } {
  if (request.form)
    return {
      body: new URLSearchParams(request.form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
  if (request.body === undefined) return { body: null, headers: {} };
  return { body: JSON.stringify(request.body), headers: { 'content-type': 'application/json' } };
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  return flat;
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function lostAnswer(error: unknown, request: CrmRequest, late: string | null): unknown {
  const code = codeOf(error);
  const outcomeUnknown = request.writes === true && !NEVER_SENT.has(code);
  if (late !== null) return new CrmError('unavailable', `The CRM did not answer ${late}`, { outcomeUnknown });
  if (request.signal?.aborted) {
    if (!outcomeUnknown) return request.signal.reason;
    return new CrmError('unavailable', 'The request was cancelled under way', { outcomeUnknown });
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new CrmError('other', 'The answer of the CRM is larger than 20 MB', { outcomeUnknown });
  if (code === ADDRESS_REFUSED)
    return new CrmError('other', 'The address of the CRM leads into a private network', { vendorCode: code });
  const what = NEVER_SENT.has(code) ? 'The CRM cannot be reached' : 'The connection to the CRM broke';
  return new CrmError('unavailable', code === '' ? what : `${what} (${code})`, {
    outcomeUnknown,
    ...(code === '' ? {} : { vendorCode: code }),
    cause: error,
  });
}

/** Node wraps several tries to connect into an AggregateError that carries the code of the last one. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
