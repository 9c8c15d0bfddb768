import { type Answer, type Call, json } from '../../kit/sandbox.js';
import { Fault, traceback } from '../fault.js';
import type { Instance } from '../instances/instance.js';
import type { Runner } from './runner.js';
import { askService } from './services.js';

interface Envelope {
  id: unknown;
  service: string;
  method: string;
  args: unknown[];
}

/** A path nobody answers, asked with JSON: HTTP 200 all the same, the 404 is inside. */
export function noSuchRoute(): Answer {
  const message = '404: Not Found';
  const fault = new Fault('werkzeug.exceptions.NotFound', message, 404);
  return json(200, { jsonrpc: '2.0', id: null, error: { ...errorOf(fault, 'route'), code: 404, message } });
}

/** Whether a request is JSON, by its header. */
export function isJson(call: Call): boolean {
  return /^application\/json(-rpc)?\b/i.test(call.headers['content-type'] ?? '');
}

/** What a body asks; null when it is no JSON-RPC call. */
export function readEnvelope(body: Buffer): Envelope | null {
  try {
    const { id = null, params } = JSON.parse(body.toString('utf8'));
    const { service, method, args } = params;
    return { id, service: String(service), method: String(method), args: Array.isArray(args) ? args : [] };
  } catch {
    return null;
  }
}

/** A Python exception in the envelope of JSON-RPC; the HTTP status is 200 all the same. */
function errorOf(fault: Fault, call: string): Record<string, unknown> {
  return {
    code: 200,
    message: 'Odoo Server Error',
    data: {
      name: fault.pythonName,
      debug: traceback(fault, call),
      message: fault.message,
      arguments: [fault.message],
      context: {},
    },
  };
}

/** `POST /jsonrpc`: always HTTP 200 when it is JSON-RPC at all; no `result` when the method returns nothing. */
export async function jsonRpc(instance: Instance, call: Call, runner: Runner): Promise<Answer> {
  const envelope = readEnvelope(call.body);
  if (!envelope || !isJson(call)) return badRequest();
  const { id, service, method, args } = envelope;
  try {
    const answered = askService(instance, service, method, args, 'jsonrpc');
    const value = 'value' in answered ? answered.value : await runner(answered);
    return json(200, { jsonrpc: '2.0', id, ...(value === undefined ? {} : { result: value }) });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return json(200, { jsonrpc: '2.0', id, error: errorOf(error, `${service}.${method}`) });
  }
}

function badRequest(): Answer {
  return {
    status: 400,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html>\n<html lang=en>\n<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n<p>Invalid JSON data</p>\n',
  };
}
