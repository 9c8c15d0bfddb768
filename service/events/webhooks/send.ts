import { type Dispatcher, request } from 'undici';
import type { AttemptError, WebhookAttempt } from '../../../shared/webhook-endpoints.js';
import { ADDRESS_REFUSED } from '../../net/guard-address.js';
import { type Message, signedHeaders } from './sign.js';

/** An endpoint that has not answered by then is asked again later. */
export const TIMEOUT_MS = 15_000;
/** What is kept of an answer, for the one who looks why. */
const ANSWER_BYTES = 1_000;
/** How long the rest of an answer is waited for whose status is there. */
const ANSWER_MS = 1_000;

export interface SendOptions {
  agent: Dispatcher;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Sends once. Never throws: what went wrong is in the attempt. */
export async function sendWebhook(
  url: string,
  message: Message,
  keys: readonly Buffer[],
  { agent, timeoutMs = TIMEOUT_MS, signal }: SendOptions,
): Promise<WebhookAttempt> {
  const started = performance.now();
  const attempt = (rest: Pick<WebhookAttempt, 'status' | 'error' | 'answer'>): WebhookAttempt => ({
    at: message.at.toISOString(),
    duration_ms: Math.round(performance.now() - started),
    ...rest,
  });
  // Covers the whole exchange: an endpoint that trickles must not hold on to us either.
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'crm-connect-webhooks/1',
        ...signedHeaders(message, keys),
      },
      body: message.body,
      dispatcher: agent,
      signal: signal ? AbortSignal.any([late, signal]) : late,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const { duration_ms } = attempt({ status: null, error: null, answer: null });
    const answer = await firstBytes(body);
    return { ...attempt({ status: statusCode, error: errorOf(statusCode), answer }), duration_ms };
  } catch (error) {
    return attempt({ status: null, error: late.aborted ? 'timeout' : kindOf(error), answer: null });
  }
}

/** Any 2xx counts, whatever it says. */
function errorOf(status: number): AttemptError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect_not_followed' : 'status';
}

/** The beginning of an answer; the rest is not waited for. */
async function firstBytes(body: Dispatcher.ResponseData['body']): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  const enough = setTimeout(() => body.destroy(), ANSWER_MS);
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.length;
      if (length >= ANSWER_BYTES) break;
    }
  } catch {
    // The status is there; what came of the rest has to do.
  } finally {
    clearTimeout(enough);
    body.on('error', () => undefined).destroy();
  }
  // PostgreSQL keeps no NUL.
  const text = Buffer.concat(parts).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll('\0', '');
  return text === '' ? null : text;
}

const OF_CERTIFICATE = /CERT|SSL|TLS/;

function kindOf(error: unknown): AttemptError {
  const code = codeOf(error);
  if (code === ADDRESS_REFUSED) return 'address_not_allowed';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout';
  return OF_CERTIFICATE.test(code) ? 'certificate_refused' : 'unreachable';
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
}
