import type { ConnectionStatus, StatusReason } from './connection.js';
import type { ObjectName } from './records.js';
import type { Health, Reconciled, RunError } from './run.js';

/** How fresh one object of a connection is. */
export interface ObjectFreshness {
  object: ObjectName;
  /** End of the last good poll or copy. */
  last_synced_at: string | null;
  /** Seconds since then. */
  age_s: number | null;
  /** End of the last whole copy; null: only what changed since the connection began is here. */
  copied_at: string | null;
  error: RunError | null;
}

/** Writes on their way to the CRM, by the state they wait in. */
export interface PushBacklog {
  queued: number;
  waiting_for_quota: number;
  sending: number;
  checking: number;
  /** When the oldest of them was asked for. */
  oldest_at: string | null;
}

/** What went wrong, newest first. */
export interface PastError {
  at: string;
  of: 'run' | 'push' | 'webhook';
  code: string;
  message: string;
  object: ObjectName | null;
}

/**
 * `off`: the provider tells us nothing, or nothing was set up. `silent`: a channel is open, but nothing came through it in
 * 30 days. `broken`: a channel could not be opened or renewed, or has lapsed.
 */
export const WEBHOOK_HEALTH = ['off', 'silent', 'on', 'broken'] as const;
export type WebhookHealth = (typeof WEBHOOK_HEALTH)[number];

/** What the CRM tells us of one connection, over the 30 days that events are kept. */
export interface WebhookState {
  health: WebhookHealth;
  last_received_at: string | null;
  last_applied_at: string | null;
  /** Events that wait to be applied, and when the oldest of them came. */
  waiting: number;
  oldest_at: string | null;
  failed: number;
  /** When the first of its channels lapses; null: none does. */
  expires_at: string | null;
  /** Why a channel could not be opened or renewed. */
  error: { code: string; message: string } | null;
}

/** State of one connection as the operator sees it, without looking through its records. */
export interface OperatorStatus {
  app: { id: string; name: string };
  /** The host's id. */
  workspace_id: string;
  connection_id: string;
  provider: string;
  provider_label: string;
  account: { id: string; name: string };
  status: ConnectionStatus;
  status_reason: StatusReason | null;
  status_since: string;
  health: Health;
  /** By the operator, with a switch. */
  switched_off: boolean;
  /** What stands in the way now. */
  error: RunError | null;
  next_sync_at: string | null;
  /** Seconds that the next poll is overdue, 0 in time; null while none is due at all. */
  lag_s: number | null;
  /** Runs that failed in a row. */
  failures: number;
  objects: ObjectFreshness[];
  runs: { queued: number; running: number; oldest_at: string | null };
  pushes: PushBacklog;
  dead_letters: { count: number; by_code: Record<string, number> };
  last_errors: PastError[];
  webhooks: WebhookState;
  reconciled: Reconciled;
}
