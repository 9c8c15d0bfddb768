import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, DeletedPage, ReadDeletedOptions } from '../connector.js';
import { searchRead } from './client.js';
import { domainOf } from './objects.js';
import { lookForHidden, toId } from './read.js';
import { MODELS } from './types.js';

const PAGE_SIZE = 1_000;

/**
 * Odoo keeps no list of deleted records: those that we hold are searched for, and what a search does not show is gone,
 * unless it is only hidden from us. The cursor is the last id asked for; each reading begins anew.
 */
export async function* readDeleted(
  session: ConnectorSession,
  object: ObjectName,
  { cursor, signal, held }: ReadDeletedOptions,
): AsyncGenerator<DeletedPage> {
  const domain = await domainOf(session, object);
  let after = cursor;
  for (;;) {
    signal?.throwIfAborted();
    const ids = await held(after === '' ? null : after, PAGE_SIZE);
    const missing = await findMissing(session, object, domain, ids, signal);
    const isLast = ids.length < PAGE_SIZE;
    after = isLast ? '' : (ids.at(-1) ?? '');
    yield { deleted: missing.map((remoteId) => ({ remoteId, at: null })), cursor: after };
    if (isLast) return;
  }
}

async function findMissing(
  session: ConnectorSession,
  object: ObjectName,
  domain: unknown[],
  remoteIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const ids = remoteIds.map(toId).filter((id) => id !== null);
  if (ids.length === 0) return [];
  const args = { domain: [...domain, ['id', 'in', ids]], fields: ['id'] };
  const { result } = await searchRead(session, MODELS[object], args, { signal });
  const found = new Set(result.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  const hidden = new Set((await lookForHidden(session, object, missing)).hidden);
  return missing.filter((id) => !hidden.has(id)).map(String);
}
