import { Op, QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { ObjectStatus, SyncStatus } from '../../../shared/run.js';
import { connectorFor } from '../../connectors/registry.js';
import type { Services } from '../../services.js';
import { type Connection, SyncCursor, SyncRun, SyncSchedule } from '../../store/models/index.js';
import { listWaiting } from '../../store/queries/held-deletions.js';
import { switchedOffSince } from '../../store/queries/pauses.js';
import { type ReconciledRow, reconciledOf } from '../../store/queries/read-reconciled.js';
import { SUPERSEDED } from '../../store/queries/superseded.js';
import { UNMAPPED } from '../../store/queries/unmapped-records.js';
import { healthOf } from './health.js';
import { presentHeld } from './held-deletions.js';
import { presentReconciled } from './reconciled.js';
import { presentRun } from './runs.js';

const HOURS = 24;

interface Figures {
  counts: Record<string, number> | null;
  unmapped: Record<string, number> | null;
  last_change_at: Date | null;
  waiting: number;
  failed: Partial<Record<ObjectName, number>> | null;
  sent_24h: number;
  hourly: Record<string, number> | null;
  reconciled: ReconciledRow | null;
}

/** State of one connection's sync, as its workspace sees it. */
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
  const { status } = connection;
  const isOff = offSince !== null;
  const nextAt = status === 'active' && !isOff ? whenPolled(schedule) : null;
  const error = current?.error ?? (last?.state === 'failed' ? last.error : null);
  const hasBegun = cursors.some(({ deltaCursor }) => deltaCursor !== null);
  return {
    connection_id: connection.id,
    provider: connection.provider,
    provider_label: connector.label,
    health: healthOf({
      status,
      isOff,
      hasBegun,
      hasCursors: cursors.length > 0,
      current,
      error,
      nextAt,
      now,
    }),
    since: sinceWhen(connection, last, offSince)?.toISOString() ?? null,
    last_change_at: figures.last_change_at?.toISOString() ?? null,
    next_sync_at: nextAt?.toISOString() ?? null,
    error,
    paused_by: connection.pausedBy,
    switched_off: isOff,
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
    reconciled: presentReconciled(figures.reconciled),
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
    unmapped: figures.unmapped?.[object] ?? 0,
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
       (SELECT jsonb_object_agg(object, n) FROM (SELECT object, count(*)::int AS n FROM crm_records r
          WHERE connection_id = $1 AND ${UNMAPPED} GROUP BY object) u) AS unmapped,
       (SELECT max(updated_at) FROM crm_records WHERE connection_id = $1) AS last_change_at,
       (SELECT jsonb_object_agg(hours_ago, n) FROM (
          SELECT floor(extract(epoch FROM now() - updated_at) / 3600)::int AS hours_ago, count(*)::int AS n
            FROM crm_records WHERE connection_id = $1 AND updated_at > now() - interval '${HOURS} hours' GROUP BY 1) h) AS hourly,
       count(*) FILTER (WHERE state IN ('queued', 'waiting_for_quota', 'sending', 'checking'))::int AS waiting,
       (SELECT jsonb_object_agg(object, n) FROM (SELECT object, count(*)::int AS n FROM crm_pushes p
          WHERE p.connection_id = $1 AND p.state IN ('failed', 'dead') AND NOT ${SUPERSEDED} GROUP BY object) f) AS failed,
       count(*) FILTER (WHERE sent_at > now() - interval '24 hours')::int AS sent_24h,
       ${reconciledOf('$1')} AS reconciled
     FROM crm_pushes WHERE connection_id = $1`,
    { bind: [connectionId], type: QueryTypes.SELECT },
  );
  return row as Figures;
}
