import type { CrmEvent } from '../../shared/events.js';
import { encodeCursor } from '../cursor.js';
import type { EventRow } from './read-events.js';

/** An event as it goes out. */
export function presentEvent(row: EventRow): CrmEvent {
  return {
    id: row.id,
    type: row.type,
    occurred_at: row.occurred_at.toISOString(),
    app_id: row.app_id,
    workspace_id: row.workspace_id,
    provider: row.provider,
    connection_id: row.connection_id,
    data: dataOf(row),
  } as CrmEvent;
}

/** The records of an event entered the feed in its transaction, the first of them with the number it keeps. */
function dataOf({ xid, data }: EventRow): Record<string, unknown> {
  const { seq, ...rest } = data;
  if (typeof seq !== 'string') return rest;
  return { ...rest, feed_cursor: encodeCursor({ xid, seq: String(BigInt(seq) - 1n) }) };
}
