import { QueryTypes, type Transaction } from 'sequelize';
import type { StageMove } from '../../shared/mapping.js';
import { type DealStages, findStage } from '../mapping/deal-stages.js';
import { textArray } from '../store/binary-arrays.js';
import { SUPERSEDED } from '../store/queries/superseded.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';
import type { ClaimedPush } from './claim-pushes.js';
import { retryPushes } from './dead-letters.js';
import { idempotencyKey, writeKey } from './push-keys.js';
import type { StagePayload } from './push-payload.js';
import type { SendGroup } from './sender.js';

/** A call that was written, and where its outcome moves the deal it is logged on. */
export interface StageRequest {
  call: ClaimedPush;
  payload: StagePayload;
}

/** The move that a call asks for, once it is logged on a deal. */
export function toStageRequest(
  call: ClaimedPush,
  outcome: string,
  dealRemoteId: string,
  move: StageMove,
  stages: DealStages | null,
): StageRequest {
  const { stage, pipeline = null, backwards = false } = move;
  const label = (stages && findStage(stages, stage, pipeline))?.label ?? null;
  const about = { call_id: call.local_id, outcome, deal_remote_id: dealRemoteId };
  return { call, payload: { kind: 'stage', ...about, stage, label, pipeline, backwards } };
}

/**
 * True for a move that goes out once more when its call is written again: it failed, was given up, or the call has asked
 * for another one in between. Else the same call moves a deal to a stage once, whatever became of the deal since.
 */
const AGAIN = `(p.state IN ('failed', 'dead') OR (p.state IN ('sent', 'already_there') AND EXISTS (
  SELECT 1 FROM crm_pushes newer WHERE newer.workspace_id = p.workspace_id AND newer.payload ->> 'kind' = 'stage'
     AND newer.payload ->> 'call_id' = p.payload ->> 'call_id' AND newer.connection_id = p.connection_id
     AND newer.sequence > p.sequence)))`;

/** Puts moves of deals into the outbox, in the transaction that settles their calls and in the order of these. */
export async function enqueueStages(
  group: SendGroup,
  requests: readonly StageRequest[],
  transaction: Transaction,
): Promise<void> {
  if (requests.length === 0) return;
  const { services, connection, connector } = group;
  const localIds = await localIdsOf(
    group,
    requests.map(({ payload }) => payload.deal_remote_id),
    transaction,
  );
  const rows = requests.map(({ call, payload }) => {
    const { call_id, deal_remote_id, stage, pipeline } = payload;
    const localId = localIds.get(deal_remote_id) ?? deal_remote_id;
    return {
      local_id: localId,
      idempotency_key: idempotencyKey(connector.id, 'deal', deal_remote_id, [
        'stage',
        call_id,
        stage,
        pipeline,
      ]),
      write_key: writeKey(connection.workspaceId, 'deal', localId),
      payload,
      correlation_id: call.correlation_id,
      requested_by: call.requested_by,
    };
  });
  await services.store.sequelize.query(
    `INSERT INTO crm_pushes AS p (workspace_id, connection_id, object, local_id, idempotency_key, write_key, payload,
            correlation_id, requested_by)
     SELECT $1, $2, 'deal', i.local_id, i.idempotency_key, i.write_key, i.payload, i.correlation_id, i.requested_by
       FROM ROWS FROM (jsonb_to_recordset($3::jsonb) AS (local_id text, idempotency_key text, write_key text, payload jsonb,
            correlation_id text, requested_by text)) WITH ORDINALITY AS i ORDER BY i.ordinality
     ON CONFLICT (connection_id, idempotency_key) DO UPDATE SET
            state = CASE WHEN p.first_tried_at IS NULL THEN 'queued' ELSE 'checking' END, local_id = EXCLUDED.local_id,
            write_key = EXCLUDED.write_key, payload = EXCLUDED.payload, note = NULL, error = NULL, attempts = 0,
            sequence = nextval(pg_get_serial_sequence('crm_pushes', 'sequence')), next_try_at = now(), sent_at = NULL,
            waiting_since = NULL, requested_by = EXCLUDED.requested_by, updated_at = now()
      WHERE ${AGAIN}`,
    { bind: [connection.workspaceId, connection.id, JSON.stringify(rows)], transaction },
  );
  await wake(services.store, 'push', transaction);
}

/** A call that is asked for again, and needs no write itself, has its deal tried again where moving it failed. */
export async function retryStageOf(
  store: Store,
  connectionId: string,
  callId: string,
  outcome: string | undefined,
  transaction: Transaction,
): Promise<void> {
  const rows = await store.sequelize.query<{ id: string }>(
    `SELECT p.id FROM crm_pushes p JOIN crm_connections c ON c.id = p.connection_id
      WHERE p.workspace_id = c.workspace_id AND c.id = $1 AND p.payload ->> 'kind' = 'stage' AND p.payload ->> 'call_id' = $2
        AND p.payload ->> 'outcome' = $3 AND p.state IN ('failed', 'dead') AND NOT ${SUPERSEDED} FOR UPDATE OF p`,
    { bind: [connectionId, callId, outcome ?? null], type: QueryTypes.SELECT, transaction },
  );
  await retryPushes(
    store,
    rows.map(({ id }) => id),
    transaction,
  );
}

/** Our ids of deals, by the CRM's; one that no sync has seen yet gets one, so that its pushes keep their order. */
async function localIdsOf(
  { services, connection }: SendGroup,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<Map<string, string>> {
  const ids = [...new Set(remoteIds)].sort();
  const bind = [connection.id, textArray(ids)];
  await services.store.sequelize.query(
    `INSERT INTO crm_entity_links (connection_id, object, workspace_id, remote_id, local_id)
     SELECT $1, 'deal', $3, i.remote_id, gen_random_uuid()::text FROM unnest($2::text[]) AS i(remote_id) ON CONFLICT DO NOTHING`,
    { bind: [...bind, connection.workspaceId], transaction },
  );
  const rows = await services.store.sequelize.query<{ remote_id: string; local_id: string }>(
    `SELECT remote_id, local_id FROM crm_entity_links
      WHERE connection_id = $1 AND object = 'deal' AND remote_id = ANY ($2::text[])`,
    { bind, type: QueryTypes.SELECT, transaction },
  );
  return new Map(rows.map((row) => [row.remote_id, row.local_id]));
}
