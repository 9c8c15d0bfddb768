import { Op, QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { RunKind } from '../../shared/run.js';
import { correlationId } from '../log.js';
import type { Services } from '../services.js';
import { SyncCursor } from '../store/models/index.js';
import { wake } from '../store/wake.js';
import { newProgress } from './progress.js';
import { inPullOrder, PULL_ORDER } from './pull-order.js';

export interface RunRequest {
  kind: RunKind;
  objects: ObjectName[];
  requestedBy: string | null;
  /** A copy begins its objects anew, even those that a live run has read already (their mapping changed). */
  again?: boolean;
}

/** What a run needs to know of its connection. */
export interface RunOf {
  id: string;
  workspaceId: string;
  provider: string;
}

/**
 * Queues a run and wakes the workers. While one of the same kind waits or runs, that one is answered and takes on the
 * objects it does not have yet. From its first run on a connection is polled.
 *
 * @param within the transaction that it belongs to; left out: one of its own.
 */
export async function enqueueRun(
  services: Services,
  connection: RunOf,
  input: RunRequest,
  within?: Transaction,
): Promise<{ runId: string; alreadyRunning: boolean }> {
  const enqueue = async (transaction: Transaction) => {
    const run = await insertRun(services, connection, input, transaction);
    if (input.again && run.state !== 'running') await forgetPlace(connection, input.objects, transaction);
    if (input.kind === 'backfill')
      await SyncCursor.update(
        { backfillCancelledAt: null },
        {
          // Untouched otherwise: a page that is being stored holds these rows.
          where: {
            connectionId: connection.id,
            object: input.objects,
            backfillCancelledAt: { [Op.ne]: null },
          },
          transaction,
        },
      );
    await services.store.sequelize.query(
      // Spread, so that connections made in one moment are not polled in one moment for ever.
      `INSERT INTO crm_sync_schedules (connection_id, provider, next_run_at)
       VALUES ($1, $2, $3::timestamptz + make_interval(secs => 300 * (0.75 + random() * 0.25))) ON CONFLICT DO NOTHING`,
      { bind: [connection.id, connection.provider, services.clock.now()], transaction },
    );
    await wake(services.store, input.kind, transaction);
    return { runId: run.id, alreadyRunning: !run.inserted };
  };
  return within ? enqueue(within) : services.store.transaction(enqueue);
}

/**
 * Has an object that was copied, or is being copied, read again with the mapping that is in use now. Where only changes
 * are kept, nobody asked for the history: each record takes the new mapping with its next change.
 */
export async function readAgain(
  services: Services,
  connection: RunOf,
  object: ObjectName,
  requestedBy: string | null,
  within?: Transaction,
): Promise<void> {
  const cursor = await SyncCursor.findOne({
    where: { connectionId: connection.id, object },
    ...(within ? { transaction: within } : {}),
  });
  if (!cursor || !isCopied(cursor)) return;
  const request: RunRequest = { kind: 'backfill', objects: [object], requestedBy, again: true };
  await enqueueRun(services, connection, request, within);
}

/** Whether an object was copied, or is being copied. */
export const isCopied = (cursor: SyncCursor): boolean =>
  cursor.backfilledAt !== null || cursor.backfillStartedAt !== null;

interface InsertedRun {
  id: string;
  state: string;
  inserted: boolean;
}

/**
 * A run that waits takes new objects into its list; one that is under way is told of them in `more`. A poll may
 * have read past what its asker has just changed, so it looks once more.
 */
async function insertRun(
  services: Services,
  connection: RunOf,
  input: RunRequest,
  transaction: Transaction,
): Promise<InsertedRun> {
  const objects = inPullOrder(input.objects);
  const rows = await services.store.sequelize.query<InsertedRun>(
    `INSERT INTO crm_sync_runs AS r (workspace_id, connection_id, kind, objects, progress, requested_by, correlation_id)
     VALUES ($1, $2, $3, $4::text[], $5::jsonb, $6, $7)
     ON CONFLICT (connection_id, kind) WHERE state IN ('queued', 'running') DO UPDATE SET
            objects = CASE WHEN r.state = 'running' THEN r.objects ELSE ARRAY(
              SELECT o FROM unnest($8::text[]) o WHERE o = ANY (r.objects) OR o = ANY (EXCLUDED.objects)) END,
            requested_by = COALESCE(r.requested_by, EXCLUDED.requested_by),
            progress = CASE WHEN r.state = 'running' THEN r.progress ELSE COALESCE((
              SELECT jsonb_agg(p ORDER BY array_position($8::text[], p ->> 'object')) FROM (
                SELECT p FROM jsonb_array_elements(r.progress) p WHERE NOT (($9 OR r.kind = 'delta') AND p ->> 'object' = ANY (EXCLUDED.objects))
                UNION ALL
                SELECT p FROM jsonb_array_elements(EXCLUDED.progress) p WHERE $9 OR r.kind = 'delta' OR p ->> 'object' <> ALL (r.objects)) AS both_lists), '[]') END,
            more = CASE WHEN r.state <> 'running' THEN r.more ELSE ARRAY(
              SELECT o FROM unnest($8::text[]) o WHERE o = ANY (r.more) OR (o = ANY (EXCLUDED.objects) AND ($9 OR r.kind = 'delta' OR o <> ALL (r.objects)))) END
     RETURNING id, state, r.xmax = 0 AS inserted`,
    {
      bind: [
        connection.workspaceId,
        connection.id,
        input.kind,
        objects,
        JSON.stringify(objects.map(newProgress)),
        input.requestedBy,
        correlationId(),
        [...PULL_ORDER],
        input.again ?? false,
      ],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return rows[0] as InsertedRun;
}

/** An unfinished backfill of these objects begins anew. */
async function forgetPlace(
  connection: RunOf,
  objects: ObjectName[],
  transaction: Transaction,
): Promise<void> {
  await SyncCursor.update(
    { backfillCursor: null, backfillStartedAt: null },
    { where: { connectionId: connection.id, object: objects }, transaction },
  );
}
