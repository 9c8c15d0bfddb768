import type { ObjectName } from '../../../shared/records.js';
import { type ConnectorSession, CrmError, type DeletedPage, type ReadOptions } from '../connector.js';
import { ask, PATHS, toStamp } from './client.js';
import { MAIN_MODULE, toRemoteId } from './objects.js';
import type { DeletedList } from './types.js';

const PAGE_SIZE = 200;
/** A deletion may show late. */
const OVERLAP_MS = 2 * 60_000;

/** Where a reading stands. */
interface DeletedCursor {
  /** Deletions after it (ms); null: as far back as Zoho goes. */
  since: number | null;
  /** Page to read next. */
  page: number;
  /** Zoho's clock when the reading began; null before its first page. */
  startedAt: number | null;
}

/**
 * Lists what was deleted, in the recycle bin (60 days) and for good (120). A reading begins where the one before began,
 * less an overlap.
 */
export async function* readDeleted(
  session: ConnectorSession,
  object: ObjectName,
  options: Omit<ReadOptions, 'fields'>,
): AsyncGenerator<DeletedPage> {
  const module = MAIN_MODULE[object];
  let cursor = readCursor(options.cursor);
  for (;;) {
    options.signal?.throwIfAborted();
    const { since, page } = cursor;
    const { body, at } = await ask<DeletedList>(session, {
      method: 'GET',
      path: PATHS.deleted(module),
      query: { type: 'all', page, per_page: PAGE_SIZE },
      ...(since === null ? {} : { headers: { 'if-modified-since': toStamp(since) } }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const deleted = (body?.data ?? []).map(({ id, deleted_time = '' }) => {
      const time = Date.parse(deleted_time);
      return { remoteId: toRemoteId(module, id), at: Number.isNaN(time) ? null : new Date(time) };
    });
    const startedAt = cursor.startedAt ?? at;
    const hasMore = body?.info?.more_records === true;
    cursor = hasMore
      ? { since, page: page + 1, startedAt }
      : { since: startedAt - OVERLAP_MS, page: 1, startedAt: null };
    yield { deleted, cursor: JSON.stringify(cursor) };
    if (!hasMore) return;
  }
}

function readCursor(text: string | null): DeletedCursor {
  if (text === null || text === '') return { since: null, page: 1, startedAt: null };
  try {
    const cursor = JSON.parse(text) as DeletedCursor;
    if (Number.isInteger(cursor.page)) return cursor;
  } catch {
    // Told below, without the text.
  }
  throw new CrmError('other', 'The stored cursor of deletions is not one of Zoho’s');
}
