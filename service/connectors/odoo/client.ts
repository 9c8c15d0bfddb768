import { timeOf } from '../answer-headers.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import type { CrmRequest, CrmResponse } from '../http-door.js';
import type { Row, RpcAnswer } from './types.js';

/** Odoo's own limit of a request; a timeout of a write leaves its outcome unknown. */
const TIMEOUT_MS = 120_000;

/** Arguments that go by position where old versions name them otherwise. */
const POSITIONAL: Record<string, string[]> = {
  search_count: ['domain'],
  create: ['vals_list'],
  write: ['vals'],
  load: ['fields', 'data'],
  has_access: ['operation'],
  check_access_rights: ['operation', 'raise_exception'],
};

export interface CallOptions {
  /** Records the method is called on. */
  ids?: number[];
  writes?: boolean;
  context?: Record<string, unknown>;
  signal?: AbortSignal | undefined;
}

/** What a method returned, and the server's clock at the time (whole seconds; ours when it does not tell). */
export interface Answer<T> {
  result: T;
  at: number;
}

/** Archived records are part of every reading, and times are UTC in whatever a call takes. */
const CONTEXT = { active_test: false, tz: 'UTC' };

/**
 * Calls a method of a model, over the transport that the connection's account was found to speak.
 * @throws CrmError of the door.
 */
export async function call<T>(
  session: ConnectorSession,
  model: string,
  method: string,
  args: Record<string, unknown>,
  { ids, writes = false, context = {}, signal }: CallOptions = {},
): Promise<Answer<T>> {
  const named = { ...args, context: { ...CONTEXT, ...companyOf(session), ...context } };
  const how = { writes, timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const startedAt = session.now().getTime();
  const isJson2 = session.metadata['transport'] === 'json2';
  const answer = isJson2
    ? await session.http.request({
        ...json2(session, model, method, { ...(ids ? { ids } : {}), ...named }),
        ...how,
      })
    : await session.http.request({ ...executeKw(session, model, method, ids, named), ...how });
  return {
    result: (isJson2 ? answer.body : rpcResult(answer)) as T,
    at: timeOf(answer.headers, startedAt),
  };
}

/** Left out, all companies of the user are meant; one that is named hides what belongs to the others. */
function companyOf({ metadata: { company_id: id } }: ConnectorSession): Record<string, unknown> {
  return typeof id === 'number' ? { allowed_company_ids: [id] } : {};
}

/** JSON-2, from version 19 on: named arguments, the key in the header. */
export function json2(
  session: ConnectorSession,
  model: string,
  method: string,
  body: Record<string, unknown>,
): CrmRequest {
  return {
    method: 'POST',
    path: `/json/2/${model}/${method}`,
    headers: { 'x-odoo-database': String(session.metadata['database'] ?? ''), 'user-agent': 'crm-connect' },
    body,
  };
}

function executeKw(
  session: ConnectorSession,
  model: string,
  method: string,
  ids: number[] | undefined,
  named: Record<string, unknown>,
): CrmRequest {
  const { database, uid } = session.metadata;
  const order = POSITIONAL[method] ?? [];
  const positional = [...(ids ? [ids] : []), ...order.map((name) => named[name])];
  const keywords = Object.fromEntries(Object.entries(named).filter(([name]) => !order.includes(name)));
  return jsonRpc('object', 'execute_kw', (key) => [database, uid, key, model, method, positional, keywords]);
}

/** JSON-RPC, up to version 18 and for a while beside JSON-2: the key is an argument. */
export function jsonRpc(service: string, method: string, args: (key: string) => unknown[]): CrmRequest {
  return {
    method: 'POST',
    path: '/jsonrpc',
    headers: { 'user-agent': 'crm-connect' },
    keyedBody: (key) => ({
      jsonrpc: '2.0',
      method: 'call',
      params: { service, method, args: args(key) },
      id: 1,
    }),
  };
}

/** A method that returns nothing leaves `result` out. */
export function rpcResult({ body, status }: CrmResponse): unknown {
  if (typeof body !== 'object' || body === null || !('jsonrpc' in body))
    throw new CrmError('unavailable', `Odoo answered something else than JSON-RPC (${status})`);
  return (body as RpcAnswer).result ?? null;
}

/** Rows of a model in order of id. */
export async function searchRead(
  session: ConnectorSession,
  model: string,
  args: { domain: unknown[]; fields: string[]; limit?: number; order?: string },
  options: CallOptions = {},
): Promise<Answer<Row[]>> {
  const answer = await call<unknown>(session, model, 'search_read', { order: 'id asc', ...args }, options);
  if (!Array.isArray(answer.result)) throw new CrmError('other', 'Odoo answered a list that is none');
  return answer as Answer<Row[]>;
}
