import { type LoggedRequest, loggableBody, redact } from '../../kit/request-log.js';
import type { Answer, Call } from '../../kit/sandbox.js';
import { readEnvelope } from '../rpc/json-rpc.js';
import { readCall } from '../rpc/xml-rpc.js';
import type { Asking } from './faults.js';

/** What the log keeps beside the ordinary: the call inside, and the exception behind a status of 200. */
export interface LoggedCall extends LoggedRequest {
  model: string | null;
  call: string | null;
  error: string | null;
}

/** What a request asks for, whatever its transport. */
export function askingOf(call: Call): Asking {
  const { method, path } = call;
  const target = { method, path, query: call.url.search };
  const parts = /\/json\/2\/([^/]+)\/([^/]+)$/.exec(path);
  if (parts) return { ...target, model: parts[1] ?? null, call: parts[2] ?? null };
  if (method === 'POST' && path.endsWith('/jsonrpc')) {
    const envelope = readEnvelope(call.body);
    return { ...target, ...named(envelope?.service === 'object', envelope?.args) };
  }
  if (method === 'POST' && path.endsWith('/xmlrpc/2/object'))
    return { ...target, ...named(true, readCall(call)?.params) };
  return { ...target, model: null, call: null };
}

function named(
  isObject: boolean,
  args: unknown[] | undefined,
): { model: string | null; call: string | null } {
  return isObject && args ? { model: String(args[3]), call: String(args[4]) } : { model: null, call: null };
}

/** The body as it may be kept: without the key, which the old RPC sends as the third argument. */
export function bodyForLog(call: Call): unknown {
  const body = loggableBody(call.body, call.headers['content-type']) as
    | { params?: { args?: unknown[] } }
    | undefined;
  const args = body?.params?.args;
  if (!Array.isArray(args)) return redact(body);
  return { ...body, params: { ...body?.params, args: args.map((arg, i) => (i === 2 ? '[redacted]' : arg)) } };
}

/** Name of the exception in an answer; null when there is none. */
export function errorName(answer: Answer): string | null {
  if (answer.hangMs !== undefined || !answer.body?.includes('"debug"')) return null;
  const body = JSON.parse(answer.body) as { name?: string; error?: { data?: { name?: string } } };
  return body.error?.data?.name ?? body.name ?? null;
}
