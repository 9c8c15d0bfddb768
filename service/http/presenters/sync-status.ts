import { Op, QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Health, ObjectStatus, SyncStatus } from '../../../shared/run.js';
import { connectorFor } from '../../connectors/registry.js';
import { SUPERSEDED } from '../../outbound/dead-letters.js';
import type { Services } from '../../services.js';
import { type Connection, SyncCursor, SyncRun, SyncSchedule } from '../../store/models/index.js';
import { listWaiting } from '../../store/queries/held-deletions.js';
import { switchedOffSince } from '../../store/queries/pauses.js';
import { presentHeld } from './held-deletions.js';
import { presentRun } from './runs.js';

/** Past its time by this much, a check counts as late. */
const LATE_MS = 10 * 60_000;
const HOURS = 24;

interface Figures {
  counts: Record<string, number> | null;
  last_change_at: Date | null;
  waiting: number;
  failed: Partial<Record<ObjectName, number>> | null;
  sent_24h: number;
  hourly: Record<string, number> | null;
}

/** State of one connection's sync, as customers and operators see it. */
export async function presentStatus(services: Services, connection: Connection): Promise<SyncStatus> {
  const where = { connectionId: connection.id };
  const [cursors, schedule, current, last, copy, figures, offSince, held] = await Promise.all([
    SyncCursor.findAll({ where }),
    SyncSchedule.findByPk(connection.id),
    SyncRun.findOne({ where: { ...where, state: ['queued', 'running'] }, order: [['kind', 'ASC']] }),
    SyncRun.findOne({
      where: { ...where, state: { [Op.notIn]: ['queued', 'running'] } },
      order: [['queuedAt', 'DESC']],
    }),
    SyncRun.findOne({ where: { ...where, kind: 'backfill' }, order: [['queuedAt', 'DESC']] }),
    readFigures(services, connection.id),
    switchedOffSince(services.store, connection),
    listWaiting(services.store, connection.id),
  ]);
  const now = services.clock.now();
  const connector = connectorFor(connection.provider);
  const nextAt = connection.status === 'active' && offSince === null ? whenPolled(schedule) : null;
  const error = current?.error ?? (last?.state === 'failed' ? last.error : null);
  const facts = { offSince, connection, cursors, current, error, nextAt, now };
  return {
    connection_id: connection.id,
    provider: connection.provider,
    provider_label: connector.label,
    health: healthOf(facts),
    since: sinceWhen(connection, last, offSince)?.toISOString() ?? null,
    last_change_at: figures.last_change_at?.toISOString() ?? null,
    next_sync_at: nextAt?.toISOString() ?? null,
    error,
    paused_by: connection.pausedBy,
    switched_off: offSince !== null,
    objects: connector.objects.map((object) => presentObject(object, cursors, figures, nextAt)),
    current_run: current && presentRun(current, connection.provider, now),
    last_run: last && presentRun(last, connection.provider, now),
    stopped_copy: copy?.state === 'cancelled' ? presentRun(copy, connection.provider, now) : null,
    pushes: presentPushes(figures),
    hourly_changes: Array.from(
      { length: HOURS },
      (_, index) => figures.hourly?.[String(HOURS - 1 - index)] ?? 0,
    ),
    held_deletions: held.map(presentHeld),
  };
}

function presentPushes({ waiting, failed, sent_24h }: Figures): SyncStatus['pushes'] {
  const failed_by_object = failed ?? {};
  const sum = Object.values(failed_by_object).reduce((total, count) => total + count, 0);
  return { waiting, failed: sum, failed_by_object, sent_24h };
}

/** A schedule that is parked has no time. */
function whenPolled(schedule: SyncSchedule | null): Date | null {
  const at = schedule?.nextRunAt ?? null;
  return at instanceof Date && Number.isFinite(at.getTime()) ? at : null;
}

function sinceWhen(connection: Connection, last: SyncRun | null, offSince: Date | null): Date | null {
  if (connection.status !== 'active') return connection.statusSince;
  return offSince ?? last?.finishedAt ?? null;
}

function healthOf(facts: {
  offSince: Date | null;
  connection: Connection;
  cursors: SyncCursor[];
  current: SyncRun | null;
  error: SyncStatus['error'];
  nextAt: Date | null;
  now: Date;
}): Health {
  const { connection, cursors, current, error, nextAt, now } = facts;
  if (connection.status !== 'active') return connection.status;
  if (facts.offSince !== null) return 'paused';
  if (error?.code === 'crm_rate_limited') return 'waiting_for_crm';
  if (current && (current.kind === 'backfill' || cursors.length === 0) && current.error === null)
    return 'running';
  if (error !== null) return 'error';
  if (!cursors.some(({ deltaCursor }) => deltaCursor !== null)) return 'never_run';
  if (nextAt && now.getTime() - nextAt.getTime() > LATE_MS) return 'late';
  return 'healthy';
}

function presentObject(
  object: ObjectName,
  cursors: SyncCursor[],
  figures: Figures,
  nextAt: Date | null,
): ObjectStatus {
  const cursor = cursors.find((one) => one.object === object);
  return {
    object,
    count: figures.counts?.[object] ?? 0,
    last_synced_at: cursor?.lastSyncedAt?.toISOString() ?? null,
    next_sync_at: nextAt?.toISOString() ?? null,
    error: cursor?.lastError ?? null,
  };
}

async function readFigures(services: Services, connectionId: string): Promise<Figures> {
  const [row] = await services.store.sequelize.query<Figures>(
    `SELECT
       (SELECT jsonb_object_agg(object, n) FROM (SELECT object, count(*)::int AS n FROM crm_records
          WHERE connection_id = $1 AND deleted_at IS NULL GROUP BY object) c) AS counts,
       (SELECT max(updated_at) FROM crm_records WHERE connection_id = $1) AS last_change_at,
       (SELECT jsonb_object_agg(hours_ago, n) FROM (
          SELECT floor(extract(epoch FROM now() - updated_at) / 3600)::int AS hours_ago, count(*)::int AS n
            FROM crm_records WHERE connection_id = $1 AND updated_at > now() - interval '${HOURS} hours' GROUP BY 1) h) AS hourly,
       count(*) FILTER (WHERE state IN ('queued', 'waiting_for_quota', 'sending', 'checking'))::int AS waiting,
       (SELECT jsonb_object_agg(object, n) FROM (SELECT object, count(*)::int AS n FROM crm_pushes p
          WHERE p.connection_id = $1 AND p.state IN ('failed', 'dead') AND NOT ${SUPERSEDED} GROUP BY object) f) AS failed,
       count(*) FILTER (WHERE sent_at > now() - interval '24 hours')::int AS sent_24h
     FROM crm_pushes WHERE connection_id = $1`,
    { bind: [connectionId], type: QueryTypes.SELECT },
  );
  return row as Figures;
}
