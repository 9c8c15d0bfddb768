import type { OperatorStatus } from '../operator-status.js';
import type { ObjectName } from '../records.js';
import type { SyncLog, SyncRun, SyncStatus } from '../run.js';
import { may, operator, type Page, type PageQuery, type Route } from './route.js';

export const startSync = {
  method: 'POST',
  path: '/crm/sync/start',
  access: may('sync'),
  success: 202,
  creates: true,
  errors: [
    'provider_unknown',
    'not_connected',
    'connection_paused',
    'connection_needs_reauth',
    'object_not_supported',
  ],
  summary: 'Starts a pull (`backfill: true` copies everything) or sends what waits (`mode: push`)',
} as const satisfies Route;
export interface StartSyncBody {
  provider: string;
  mode?: 'pull' | 'push';
  /** Left out: every object of the provider. */
  objects?: ObjectName[];
  backfill?: boolean;
  workspace_id?: string;
}
/** A run of the same kind that is under way is answered again instead of starting a second one. */
export interface StartSyncResult {
  run_id: string;
  already_running: boolean;
}

export const getSyncStatus = {
  method: 'GET',
  path: '/crm/sync/status',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown'],
  summary: 'Health, freshness and progress of each connection of a workspace; `?provider=` for one',
} as const satisfies Route;
export type GetSyncStatusResult = Page<SyncStatus>;

export const listOperatorStatus = {
  method: 'GET',
  path: '/crm/admin/sync-status',
  access: operator,
  success: 200,
  errors: ['provider_unknown'],
  summary:
    'Freshness, lag, backlog, last errors, dead letters and webhooks of every connection, those of a workspace together; `?workspace_id=`, `?app_id=`, `?provider=` for some',
} as const satisfies Route;
export interface ListOperatorStatusQuery extends PageQuery {
  /** The host's id; the same one may be used by several apps. */
  workspace_id?: string;
  app_id?: string;
  provider?: string;
}
export type ListOperatorStatusResult = Page<OperatorStatus>;

export const listSyncLogs = {
  method: 'GET',
  path: '/crm/sync/logs',
  access: may('view'),
  success: 200,
  errors: ['provider_unknown'],
  summary: 'What syncs did and what failed, newest first',
} as const satisfies Route;
export interface ListSyncLogsQuery extends PageQuery {
  provider?: string;
  level?: 'info' | 'warn' | 'error';
  /** `warn` gives warnings and errors. */
  min_level?: 'info' | 'warn' | 'error';
  run_id?: string;
}
export type ListSyncLogsResult = Page<SyncLog>;

export const getSyncRun = {
  method: 'GET',
  path: '/crm/sync/runs/:run_id',
  access: may('view'),
  success: 200,
  errors: ['run_not_found'],
  summary: 'One run with its progress',
} as const satisfies Route;
export type GetSyncRunResult = SyncRun;

export const cancelSyncRun = {
  method: 'POST',
  path: '/crm/sync/runs/:run_id/cancel',
  access: may('sync'),
  success: 200,
  errors: ['run_not_found'],
  summary:
    'Stops a run: what was copied stays, and starting it again goes on from there. One that has ended stays as it is',
} as const satisfies Route;
export type CancelSyncRunResult = SyncRun;
