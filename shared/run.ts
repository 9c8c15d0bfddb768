import type { ObjectName } from './records.js';

export const RUN_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];
export type RunKind = 'delta' | 'backfill';

/** How far one object of a run is. `total` is null while the CRM has not told it. */
export interface ObjectProgress {
  object: ObjectName;
  state: 'waiting' | 'running' | 'done' | 'failed';
  done: number;
  total: number | null;
  created: number;
  updated: number;
  unchanged: number;
  failed: number;
}

/** An error a person reads: plain message, stable code, who can fix it. */
export interface RunError {
  code: string;
  message: string;
  fix: 'you' | 'crm_admin' | 'us' | 'nobody';
  /** When we try again by ourselves. */
  retry_at: string | null;
}

export interface SyncRun {
  id: string;
  connection_id: string;
  provider: string;
  kind: RunKind;
  state: RunState;
  objects: ObjectProgress[];
  error: RunError | null;
  /** Records a second over the last stretch, null until known. */
  rate: number | null;
  /** Seconds left; null until 10 s and 5 % have passed. */
  eta_s: number | null;
  requested_by: string | null;
  queued_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export type Health =
  | 'healthy'
  | 'never_run'
  | 'running'
  | 'error'
  | 'waiting_for_crm'
  | 'late'
  | 'needs_reauth'
  | 'paused'
  | 'disconnected';

export interface ObjectStatus {
  object: ObjectName;
  count: number;
  /** Of `count`, those with a value that could not be mapped. */
  unmapped: number;
  last_synced_at: string | null;
  next_sync_at: string | null;
  error: RunError | null;
}

/** Records on their way to the CRM, and those that did not get there: refused or given up, and not overtaken since. */
export interface PushFigures {
  waiting: number;
  failed: number;
  /** Of `failed`; objects without any are left out. */
  failed_by_object: Partial<Record<ObjectName, number>>;
  sent_24h: number;
}

/**
 * Deletions of one object that were proven in the CRM but were too many at once to believe: nothing is deleted until a
 * person has decided. `waiting` may still grow or shrink (`count`); a decided one is no longer changed.
 */
export interface HeldDeletion {
  id: string;
  connection_id: string;
  provider: string;
  object: ObjectName;
  /** Records held back now; of a decided one, at the decision. */
  count: number;
  /** Records of the object that we held when the brake fell, these included. */
  live: number;
  state: 'waiting' | 'approved' | 'dismissed';
  created_at: string;
  decided_at: string | null;
  /** Null too where every record was found in the CRM again before anybody decided. */
  decided_by: string | null;
}

/** Changes that polls found and no webhook had announced, while webhooks were on: what would have been missed without polls. */
export interface Reconciled {
  last_24h: number;
  last_30d: number;
  /** Over 30 days; objects without any are left out. */
  by_object: Partial<Record<ObjectName, number>>;
  last_at: string | null;
}

/** State of one connection's sync. */
export interface SyncStatus {
  connection_id: string;
  provider: string;
  provider_label: string;
  health: Health;
  since: string | null;
  /** Latest change of any record. */
  last_change_at: string | null;
  next_sync_at: string | null;
  error: RunError | null;
  paused_by: string | null;
  /** By the operator: nobody here can resume it. `health` is `paused` then. */
  switched_off: boolean;
  objects: ObjectStatus[];
  current_run: SyncRun | null;
  last_run: SyncRun | null;
  /** The newest copy of the history, when a person stopped it: started again, it goes on from its place. */
  stopped_copy: SyncRun | null;
  pushes: PushFigures;
  /** Records changed per hour over the last 24 h, oldest first. */
  hourly_changes: number[];
  /** Those that wait for a decision. */
  held_deletions: HeldDeletion[];
  reconciled: Reconciled;
}

export interface SyncLog {
  id: string;
  at: string;
  provider: string;
  connection_id: string;
  run_id: string | null;
  level: 'info' | 'warn' | 'error';
  code: string;
  message: string;
  object: ObjectName | null;
  remote_id: string | null;
  /** Figures of the message, for words in another language: `{kind, seen, changed, unmapped?}` of `run_finished`, `{count}` of deletions. */
  details: Record<string, unknown>;
}
