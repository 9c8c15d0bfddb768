import type { StreamEventsResult, streamEvents } from '../../shared/routes/events.js';
import { ApiError, type CrmClient, type Endpoint, NetworkError, readAnswer } from './client.js';

const EVENTS: Endpoint<typeof streamEvents> = { method: 'GET', path: '/crm/events' };

/**
 * Opens the stream of a workspace's events. Not by `EventSource`: it cannot send the key.
 *
 * @throws ApiError, NetworkError.
 */
export async function openEventStream(
  client: CrmClient,
  lastId: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const used = await client.key();
  let response = await ask(client, used, lastId, signal);
  if (response.status === 401) {
    const text = await response.text();
    const fresh = await client.key(used);
    if (fresh === used || !fresh) readAnswer(response, text);
    response = await ask(client, fresh, lastId, signal);
  }
  if (!response.ok) readAnswer(response, await response.text());
  if (!response.body) throw new NetworkError('No stream');
  return response.body;
}

async function ask(client: CrmClient, key: string, lastId: string, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'text/event-stream', authorization: `Bearer ${key}` };
  // A header, not the query: browsers remember their preflight question by address.
  if (lastId) headers['last-event-id'] = lastId;
  try {
    return await globalThis.fetch(client.baseUrl + EVENTS.path, {
      ...{ method: EVENTS.method, headers, signal },
      ...{ credentials: 'omit', cache: 'no-store' },
    });
  } catch (cause) {
    throw new NetworkError('No answer', { cause });
  }
}

/** What happened behind an id, without a stream. */
export function pollEvents(
  client: CrmClient,
  lastId: string,
  signal: AbortSignal,
): Promise<StreamEventsResult> {
  return client.request(EVENTS, { query: { stream: 'false', last_event_id: lastId || null }, signal });
}

/** True where asking again later is no use: an older service, or a key that may not. */
export function isForGood(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}
