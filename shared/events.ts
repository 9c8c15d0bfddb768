import type { FieldChange } from './mapping.js';
import type { ObjectName } from './records.js';
import type { ObjectProgress, RunKind } from './run.js';

/**
 * What the service tells of: each type with the shape of its `data`. An event names things by their ids and says nothing
 * of what is in them: who wants to know reads them through the API, with a key that may.
 */
export interface EventData {
  /** `reconnected`: the account had been disconnected, and keeps its connection with all that was linked. */
  'connection.created': { account_id: string; reconnected: boolean };
  /** The CRM ended our access: nothing moves until a person connects again. */
  'connection.needs_reauth': { reason: string };
  'connection.paused': { reason: string };
  /** It works again: resumed by a person, or signed in again after its access had ended. */
  'connection.resumed': { reason: 'resumed_by_person' | 'signed_in_again' };
  /** `data`: whether the copied records were kept or deleted. */
  'connection.disconnected': { data: 'keep' | 'delete' };
  /** A run that somebody asked for, or a copy of the history. Polls only tell their end, and only where they had to do. */
  'run.started': { run_id: string; kind: RunKind; objects: ObjectName[] };
  'run.finished': RunFinished;
  /** Records are new or another in our copy. */
  'record.changed': RecordsTold & { created: number };
  /** Records are deleted in the CRM, or were absorbed by another one there (`merged_into` in the feed). */
  'record.deleted': RecordsTold;
  'push.sent': PushTold & { state: 'sent' | 'already_there'; remote_id: string | null };
  /** `failed`: the CRM refused it; `dead`: given up after the last try. The message is in the receipt. */
  'push.failed': PushTold & { state: 'failed' | 'dead'; code: string; field: string | null };
  /** The CRM changed fields that a mapping uses. What breaks the mapping of a field pauses that field alone. */
  'mapping.drifted': FieldsTold;
  /** Such fields are as they were, or the mapping was saved anew: what was paused goes on, and is read again. */
  'mapping.healed': FieldsTold;
  /** Something waits for a person. */
  'alert.raised': Alert;
  /** Sent on request to one endpoint, and in nobody's log. */
  'webhook.test': { endpoint_id: string };
}

export type EventType = keyof EventData;

/** Those that happen by themselves. */
export const EVENT_TYPES = [
  'connection.created',
  'connection.needs_reauth',
  'connection.paused',
  'connection.resumed',
  'connection.disconnected',
  'run.started',
  'run.finished',
  'record.changed',
  'record.deleted',
  'push.sent',
  'push.failed',
  'mapping.drifted',
  'mapping.healed',
  'alert.raised',
] as const satisfies readonly EventType[];

export interface RunFinished {
  run_id: string;
  kind: RunKind;
  state: 'succeeded' | 'failed' | 'cancelled';
  objects: ObjectProgress[];
  /** Stable code of what went wrong; null unless it failed. */
  code: string | null;
}

/** Records of one object that were stored together. */
export interface RecordsTold {
  object: ObjectName;
  count: number;
  /** The first hundred of them. */
  local_ids: string[];
  /**
   * A place right before them in the change feed of the object (`GET /crm/records/:object?cursor=`). A reader that keeps
   * its own cursor goes on from that one.
   */
  feed_cursor: string;
}

export interface PushTold {
  push_id: string;
  object: ObjectName;
  /** The host's id of the record: of a call its `call_id`. */
  local_id: string;
}

export interface FieldsTold {
  object: ObjectName;
  /** By field of the CRM; `fields` are ours that are mapped to it. */
  fields: { crm: string; change: FieldChange; fields: string[]; paused: boolean }[];
}

/** `subject` names what the alert is about, by its kind. */
export type Alert =
  /** More deletions than can be believed wait for a decision. */
  | { code: 'deletions_held'; object: ObjectName; count: number; held_deletion_id: string }
  /** The CRM takes no more requests for a long while; work waits until then. */
  | { code: 'quota_used_up'; until: string }
  /** The key of an API-key connection ends soon. */
  | { code: 'key_expires_soon'; expires_at: string }
  /** No more is sent to an endpoint: it answered 410, or nothing good for days. */
  | { code: 'webhook_endpoint_disabled'; endpoint_id: string; reason: 'gone' | 'failing' };

export type AlertCode = Alert['code'];

/** An event as it goes out, over webhooks and `GET /crm/events`. */
export type CrmEvent = {
  [T in EventType]: {
    /** The same however often the event is sent. */
    id: string;
    type: T;
    occurred_at: string;
    app_id: string;
    /** The host's own id; null for what concerns the whole app. */
    workspace_id: string | null;
    provider: string | null;
    connection_id: string | null;
    data: EventData[T];
  };
}[EventType];
