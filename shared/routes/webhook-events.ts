import type { ObjectName } from '../records.js';
import { operator, type Page, type PageQuery, type Route } from './route.js';

export const WEBHOOK_STATES = ['received', 'done', 'failed', 'ignored'] as const;
/** `received`: waits, or is being worked on. `ignored`: nothing to do, see `reason`. */
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** One change that a CRM told of, for one connection. */
export interface ReceivedWebhook {
  id: string;
  provider: string;
  /** Of the CRM account. */
  account_id: string | null;
  /** Null: nobody has connected the account. */
  connection_id: string | null;
  /** The host's id of the workspace. */
  workspace_id: string | null;
  object: ObjectName | null;
  remote_id: string;
  kind: string;
  /** CRM fields that changed, where they were named. */
  fields: string[];
  occurred_at: string | null;
  received_at: string;
  state: WebhookState;
  /** Why it is ignored: `unknown_account`, `unknown_object`, `unknown_record`. */
  reason: string | null;
  error: { code: string; message: string } | null;
  /** That failed. */
  tries: number;
  next_try_at: string | null;
  settled_at: string | null;
  /** How often it was replayed. */
  replays: number;
}

export const listWebhookEvents = {
  method: 'GET',
  path: '/crm/admin/webhook-events',
  access: operator,
  success: 200,
  errors: ['provider_unknown'],
  summary: 'What CRMs told us, newest first, with what became of it',
} as const satisfies Route;
/** Which of them; what is left out does not matter. */
export interface WebhookEventFilter {
  provider?: string;
  connection_id?: string;
  state?: WebhookState;
  /** Received since, and before; ISO 8601. */
  from?: string;
  to?: string;
}
export interface ListWebhookEventsQuery extends PageQuery, WebhookEventFilter {}
export type ListWebhookEventsResult = Page<ReceivedWebhook>;

export const replayWebhook = {
  method: 'POST',
  path: '/crm/admin/replay-webhook',
  access: operator,
  success: 202,
  errors: ['provider_unknown', 'webhook_event_not_found'],
  summary:
    'Has events worked on again: one (`?event_id=`), or those of a `provider` in a time range and a state, oldest first, up to 1,000. A record is read from the CRM as it is then, so it does no harm twice',
} as const satisfies Route;
export interface ReplayWebhookQuery extends WebhookEventFilter {
  event_id?: string;
}
export interface ReplayWebhookResult {
  replayed: number;
  /** Of those asked for, these wait to be worked on already. */
  waiting: number;
  /** Bodies that could not be read, and are read again. */
  bodies: number;
  /** Not replayed yet: ask again. */
  left: number;
}
