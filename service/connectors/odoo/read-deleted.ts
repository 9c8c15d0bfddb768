import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, DeletedPage, ReadDeletedOptions } from '../connector.js';
import { searchRead } from './client.js';
import { domainOf } from './objects.js';
import { sortIds, toRemoteId } from './parts.js';
import { lookForHidden } from './read.js';

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
  let after = cursor;
  for (;;) {
    signal?.throwIfAborted();
    const ids = await held(after === '' ? null : after, PAGE_SIZE);
    const missing = await findMissing(session, object, ids, signal);
    const isLast = ids.length < PAGE_SIZE;
    after = isLast ? '' : (ids.at(-1) ?? '');
    yield { deleted: missing.map((remoteId) => ({ remoteId, at: null })), cursor: after };
    if (isLast) return;
  }
}

async function findMissing(
  session: ConnectorSession,
  object: ObjectName,
  remoteIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const gone: string[] = [];
  for (const { part, ids } of sortIds(object, remoteIds)) {
    if (ids.length === 0) continue;
    const domain = [...(await domainOf(session, part)), ['id', 'in', ids]];
    const { result } = await searchRead(session, part.model, { domain, fields: ['id'] }, { signal });
    const found = new Set(result.map(({ id }) => id));
    const missing = ids.filter((id) => !found.has(id));
    const hidden = new Set(await lookForHidden(session, part, missing));
    gone.push(...missing.filter((id) => !hidden.has(id)).map((id) => toRemoteId(part, id)));
  }
  return gone;
}
