import { timeOf } from '../answer-headers.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import type { CrmRequest } from '../http-door.js';
import type { ZohoModule } from './types.js';

const VERSION = 'v8';
const BASE = `/crm/${VERSION}`;

/** Paths below the API domain of the account. */
export const PATHS = {
  records: (module: ZohoModule) => `${BASE}/${module}`,
  record: (module: ZohoModule, id: string) => `${BASE}/${module}/${encodeURIComponent(id)}`,
  upsert: (module: ZohoModule) => `${BASE}/${module}/upsert`,
  deleted: (module: ZohoModule) => `${BASE}/${module}/deleted`,
  count: (module: ZohoModule) => `${BASE}/${module}/actions/count`,
  related: (module: ZohoModule, id: string, list: ZohoModule) =>
    `${BASE}/${module}/${encodeURIComponent(id)}/${list}`,
  coql: `${BASE}/coql`,
  watch: `${BASE}/actions/watch`,
  fields: `${BASE}/settings/fields`,
  layouts: `${BASE}/settings/layouts`,
  pipeline: `${BASE}/settings/pipeline`,
  currencies: `${BASE}/org/currencies`,
  users: `${BASE}/users`,
  org: `${BASE}/org`,
} as const;

/** An answer's body, and Zoho's clock at the time (whole seconds; ours when it does not tell). */
export interface Answer<T> {
  /** Null for 204 and 304: there is nothing. */
  body: T | null;
  at: number;
}

/**
 * One request whose answer is a JSON object or empty.
 * @throws CrmError `other` when the answer is anything else; whatever the door throws.
 */
export async function ask<T extends object>(
  session: ConnectorSession,
  request: CrmRequest,
): Promise<Answer<T>> {
  const startedAt = session.now().getTime();
  const { status, body, headers } = await session.http.request(request);
  const at = timeOf(headers, startedAt);
  if (body === null && (status === 204 || status === 304)) return { body: null, at };
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CrmError('other', 'Zoho answered something that is not a JSON object', {
      outcomeUnknown: request.writes === true,
    });
  return { body: body as T, at };
}

/** A GET. */
export function get<T extends object>(
  session: ConnectorSession,
  path: string,
  query: NonNullable<CrmRequest['query']>,
  signal?: AbortSignal,
): Promise<Answer<T>> {
  return ask<T>(session, { method: 'GET', path, query, ...(signal ? { signal } : {}) });
}

/** `2026-11-22T10:00:00+00:00`: whole seconds and a numeric offset, the only form Zoho takes for sure. */
export function toStamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

/** Not allowed to us or not possible here is an answer too. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (
      error instanceof CrmError &&
      ['permission', 'validation', 'not_found', 'conflict'].includes(error.kind)
    )
      return null;
    throw error;
  }
}
