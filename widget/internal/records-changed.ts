import type { RecordsChangedDetail } from '../events/records.js';
import type { Happening } from './context.js';

/** What the page is told of records; null when it was about something else. */
export function recordsChanged(what: Happening): RecordsChangedDetail | null {
  // What the page read before the events began may be older than they are.
  if (typeof what === 'string') return ANY;
  if (what.type !== 'record.changed' && what.type !== 'record.deleted') return null;
  const { connection_id, provider, data, type } = what;
  const { object, count, local_ids, feed_cursor } = data;
  return {
    ...{ object, connection_id, provider, count, local_ids, feed_cursor },
    deleted: type === 'record.deleted',
  };
}

const ANY: RecordsChangedDetail = {
  ...{ object: null, connection_id: null, provider: null, count: null },
  ...{ local_ids: [], deleted: false, feed_cursor: null },
};
