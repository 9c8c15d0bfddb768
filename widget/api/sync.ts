import type {
  CancelSyncRunResult,
  cancelSyncRun,
  GetSyncRunResult,
  GetSyncStatusResult,
  getSyncRun,
  getSyncStatus,
  ListSyncLogsQuery,
  ListSyncLogsResult,
  listSyncLogs,
  StartSyncBody,
  StartSyncResult,
  startSync,
} from '../../shared/routes/sync.js';
import type { SyncStatus } from '../../shared/run.js';
import type { CrmClient, Endpoint } from './client.js';

const STATUS: Endpoint<typeof getSyncStatus> = { method: 'GET', path: '/crm/sync/status' };
const START: Endpoint<typeof startSync> = { method: 'POST', path: '/crm/sync/start' };
const CANCEL: Endpoint<typeof cancelSyncRun> = { method: 'POST', path: '/crm/sync/runs/:run_id/cancel' };
const RUN: Endpoint<typeof getSyncRun> = { method: 'GET', path: '/crm/sync/runs/:run_id' };
const LOGS: Endpoint<typeof listSyncLogs> = { method: 'GET', path: '/crm/sync/logs' };

/** Sync state of each connection, or of one provider's only. */
export async function readSyncStatus(
  client: CrmClient,
  provider: string | undefined,
  signal?: AbortSignal,
): Promise<SyncStatus[]> {
  const query = { provider };
  const page = await client.request<GetSyncStatusResult>(STATUS, {
    query,
    ...(signal ? { signal } : {}),
  });
  return page.data;
}

/**
 * Starts a pull, or follows the one of its kind under way.
 *
 * @param key names the click: a repeat with the same one starts nothing new.
 */
export function startRun(client: CrmClient, body: StartSyncBody, key: string): Promise<StartSyncResult> {
  return client.request(START, { body, idempotencyKey: key });
}

/** Stops a run; what was copied stays. One that has ended stays as it is. */
export function cancelRun(client: CrmClient, runId: string): Promise<CancelSyncRunResult> {
  return client.request(CANCEL, { params: { run_id: runId } });
}

/** What syncs did and what failed, newest first, a page after the cursor. */
export function listLogs(
  client: CrmClient,
  query: Pick<ListSyncLogsQuery, 'provider' | 'min_level' | 'run_id' | 'limit'> & { cursor: string | null },
): Promise<ListSyncLogsResult> {
  return client.request(LOGS, { query });
}

/** One run, ended or not. */
export function readRun(client: CrmClient, runId: string): Promise<GetSyncRunResult> {
  return client.request(RUN, { params: { run_id: runId } });
}
