import { QueryTypes } from 'sequelize';
import type { ConnectionStatus, StatusReason } from '../../../shared/connection.js';
import type { PastError } from '../../../shared/operator-status.js';
import type { ObjectName } from '../../../shared/records.js';
import type { RunError, RunKind, RunState } from '../../../shared/run.js';
import type { Store } from '../store.js';
import { type ReconciledRow, reconciledOf } from './read-reconciled.js';
import { SUPERSEDED } from './superseded.js';

/** Which connections. */
export interface OperatorFilter {
  provider: string | null;
  /** The host's id. */
  workspaceId: string | null;
  appId: string | null;
}

/** Where a page ends: connections of one workspace stand together. */
export interface OperatorPlace {
  app_id: string;
  workspace_id: string;
  connection_id: string;
}

/** Times inside are ISO 8601 text, as PostgreSQL writes them into JSON. */
export interface OperatorRow extends OperatorPlace {
  app_name: string;
  provider: string;
  account_id: string;
  account_name: string;
  status: ConnectionStatus;
  status_reason: StatusReason | null;
  status_since: Date;
  off_since: Date | null;
  /** Infinity where it is parked. */
  next_run_at: Date | number | null;
  failures: number | null;
  cursors: Cursor[] | null;
  /** The copy before the poll, where both are under way. */
  current: { kind: RunKind; error: RunError | null } | null;
  last: { state: RunState; error: RunError | null } | null;
  runs: { queued: number; running: number; oldest_at: string | null };
  pushes: { state: string; n: number; oldest_at: string }[] | null;
  dead: Record<string, number> | null;
  errors: PastError[] | null;
  channels: Channel[] | null;
  events: { waiting: number; oldest_at: string | null; failed: number };
  last_received_at: Date | null;
  last_applied_at: Date | null;
  reconciled: ReconciledRow | null;
}

interface Cursor {
  object: ObjectName;
  delta_cursor: string | null;
  last_synced_at: string | null;
  backfilled_at: string | null;
  last_error: RunError | null;
}

interface Channel {
  /** Once opened; it may have lapsed since. */
  is_open: boolean;
  error: { code: string; message: string } | null;
  expires_at: string | null;
}

/** Errors of each kind that are shown at most. */
const ERRORS = 5;

/**
 * A page of connections that are not disconnected, with all that an operator looks at. Everything is found by an index of
 * the connection, and nothing is counted that grows with its records.
 */
export function readOperatorStatus(
  store: Store,
  filter: OperatorFilter,
  page: { after: OperatorPlace | null; limit: number },
): Promise<OperatorRow[]> {
  const { after } = page;
  return store.sequelize.query<OperatorRow>(READ, {
    bind: [
      ...[filter.provider, filter.workspaceId, filter.appId],
      ...[after?.app_id ?? null, after?.workspace_id ?? null, after?.connection_id ?? null],
      page.limit,
    ],
    type: QueryTypes.SELECT,
  });
}

const LIVE = `('queued', 'running')`;
const OPEN = `('queued', 'waiting_for_quota', 'sending', 'checking')`;

/** Runs and pushes leave a line in the log. */
const ERRORS_OF = `
  SELECT at, CASE WHEN run_id IS NULL THEN 'push' ELSE 'run' END AS of, code, message, object FROM (
    SELECT * FROM crm_sync_logs WHERE connection_id = c.id AND level = 'error' ORDER BY id DESC LIMIT ${ERRORS}) l
  UNION ALL
  SELECT settled_at, 'webhook', error ->> 'code', error ->> 'message', object FROM (
    SELECT * FROM crm_webhook_events WHERE connection_id = c.id AND state = 'failed' AND error IS NOT NULL
     ORDER BY id DESC LIMIT ${ERRORS}) e`;

const READ = `
  WITH page AS MATERIALIZED (
    SELECT w.app_id, a.name AS app_name, w.external_id, c.*
      FROM workspaces w JOIN apps a ON a.id = w.app_id JOIN crm_connections c ON c.workspace_id = w.id
     WHERE c.status <> 'disconnected' AND ($1::text IS NULL OR c.provider = $1) AND ($2::text IS NULL OR w.external_id = $2)
       AND ($3::uuid IS NULL OR w.app_id = $3)
       AND ($4::uuid IS NULL OR (w.app_id, w.external_id, c.id) > ($4::uuid, $5::text, $6::uuid))
     ORDER BY w.app_id, w.external_id, c.id LIMIT $7
  )
  SELECT c.app_id, c.app_name, c.external_id AS workspace_id, c.id AS connection_id, c.provider, c.account_id, c.account_name,
         c.status, c.status_reason, c.status_since, s.next_run_at, s.failures,
         (SELECT min(p.paused_at) FROM crm_pauses p WHERE (p.provider IS NULL OR p.provider = c.provider)
             AND (p.workspace_id IS NULL OR p.workspace_id = c.workspace_id)) AS off_since,
         (SELECT jsonb_agg(jsonb_build_object('object', k.object, 'delta_cursor', k.delta_cursor, 'last_synced_at', k.last_synced_at,
                   'backfilled_at', k.backfilled_at, 'last_error', k.last_error))
            FROM crm_sync_cursors k WHERE k.connection_id = c.id) AS cursors,
         (SELECT jsonb_build_object('kind', kind, 'error', error) FROM crm_sync_runs
           WHERE connection_id = c.id AND state IN ${LIVE} ORDER BY kind LIMIT 1) AS current,
         (SELECT jsonb_build_object('state', state, 'error', error) FROM crm_sync_runs
           WHERE connection_id = c.id AND state NOT IN ${LIVE} ORDER BY queued_at DESC LIMIT 1) AS last,
         (SELECT jsonb_build_object('queued', count(*) FILTER (WHERE state = 'queued'),
                   'running', count(*) FILTER (WHERE state = 'running'), 'oldest_at', min(queued_at))
            FROM crm_sync_runs WHERE connection_id = c.id AND state IN ${LIVE}) AS runs,
         (SELECT jsonb_agg(o) FROM (SELECT state, count(*)::int AS n, min(created_at) AS oldest_at FROM crm_pushes
           WHERE connection_id = c.id AND state IN ${OPEN} GROUP BY state) o) AS pushes,
         (SELECT jsonb_object_agg(d.code, d.n) FROM (
            SELECT COALESCE(p.error ->> 'code', p.state) AS code, count(*)::int AS n FROM crm_pushes p
             WHERE p.connection_id = c.id AND p.state IN ('failed', 'dead') AND NOT ${SUPERSEDED} GROUP BY 1) d) AS dead,
         (SELECT jsonb_agg(e ORDER BY e.at DESC) FROM (SELECT * FROM (${ERRORS_OF}) all_of ORDER BY at DESC LIMIT ${ERRORS}) e) AS errors,
         (SELECT jsonb_agg(jsonb_build_object('is_open', h.opened_at IS NOT NULL, 'error', h.error, 'expires_at', h.expires_at))
            FROM crm_webhook_channels h WHERE h.connection_id = c.id) AS channels,
         jsonb_build_object(
           'waiting', (SELECT count(*) FROM crm_webhook_events WHERE connection_id = c.id AND state = 'received'),
           'oldest_at', (SELECT min(received_at) FROM crm_webhook_events WHERE connection_id = c.id AND state = 'received'),
           'failed', (SELECT count(*) FROM crm_webhook_events WHERE connection_id = c.id AND state = 'failed')) AS events,
         (SELECT received_at FROM crm_webhook_events WHERE connection_id = c.id
           ORDER BY received_at DESC LIMIT 1) AS last_received_at,
         (SELECT settled_at FROM crm_webhook_events WHERE connection_id = c.id AND state = 'done'
           ORDER BY received_at DESC LIMIT 1) AS last_applied_at,
         ${reconciledOf('c.id')} AS reconciled
    FROM page c LEFT JOIN crm_sync_schedules s ON s.connection_id = c.id
   ORDER BY c.app_id, c.external_id, c.id`;
