import type { CrmEvent } from '../events.js';
import { may, type Route } from './route.js';

export const streamEvents = {
  method: 'GET',
  path: '/crm/events',
  access: may('view'),
  success: 200,
  errors: ['too_many_streams', 'shutting_down'],
  summary:
    'Events of a workspace as they happen (`text/event-stream`). Goes on behind `Last-Event-ID`, or `?last_event_id=`; `?stream=false` answers what there is by now as JSON',
} as const satisfies Route;

export interface StreamEventsQuery {
  /** Of the event that was seen last; the header `Last-Event-ID` wins. */
  last_event_id?: string;
  /** `false`: no stream. For those who cannot keep one open: ask again with `last_event_id` of the answer. */
  stream?: 'true' | 'false';
  workspace_id?: string;
}

/**
 * Why events may be missing, so that everything has to be read again: the id is older than what is kept, too much happened
 * since, or it is none of this service's.
 */
export type ResetReason = 'too_old' | 'too_many' | 'unknown_id';

/** The answer with `stream=false`. */
export interface StreamEventsResult {
  data: CrmEvent[];
  last_event_id: string;
  reset: ResetReason | null;
}

/**
 * A stream has, besides an event of each `CrmEvent` (named by its type, its `data` a `CrmEvent`): `reset`, in place of what
 * cannot be told any more; `ready`, once all that was missed has been told; `end`, the last one. Each but `end` has an id
 * that a later stream goes on from.
 */
export interface StreamSignals {
  reset: { reason: ResetReason };
  ready: { expires_at: string | null };
  /** `service_stops`: connect again at once; another process answers. */
  end: { reason: 'key_expired' | 'key_revoked' | 'service_stops' };
}
