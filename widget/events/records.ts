import type { ObjectName } from '../../shared/records.js';

/** Records changed in the CRM, or were deleted there: read them from the feed, by the page's own backend. */
export interface RecordsChangedDetail {
  /** Null when the events begin, and where some could not be told one by one: anything may have changed. */
  object: ObjectName | null;
  connection_id: string | null;
  provider: string | null;
  /** Of all records; `local_ids` names the first hundred. */
  count: number | null;
  local_ids: string[];
  deleted: boolean;
  /** A place in the feed right before them. */
  feed_cursor: string | null;
}

declare global {
  interface HTMLElementEventMap {
    'crm-records-changed': CustomEvent<RecordsChangedDetail>;
  }
}
