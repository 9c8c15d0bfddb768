import { QueryTypes } from 'sequelize';
import { correlationId } from '../log.js';
import type { Services } from '../services.js';
import { type Connection, Push } from '../store/models/index.js';
import { wake } from '../store/wake.js';
import { retryStageOf } from './enqueue-stages.js';
import { idempotencyKey, writeKey } from './push-keys.js';
import type { CallPayload } from './push-payload.js';

/**
 * True for a push that has to go out once more when it is asked for again: it failed, was given up, or is no longer
 * what the CRM has, since the call was pushed with other content in between.
 */
const AGAIN = `(p.state IN ('failed', 'dead') OR (p.state IN ('sent', 'already_there') AND EXISTS (
  SELECT 1 FROM crm_pushes newer WHERE newer.workspace_id = p.workspace_id AND newer.connection_id = p.connection_id
     AND newer.object = p.object AND newer.local_id = p.local_id AND newer.sequence > p.sequence)))`;

/** Puts a call into the outbox, once per content: the same call again answers the same push. */
export async function enqueuePush(
  services: Services,
  connection: Connection,
  callId: string,
  payload: CallPayload,
  requestedBy: string,
): Promise<Push> {
  const key = idempotencyKey(connection.provider, 'activity', callId, payload);
  const row = await services.store.transaction(async (transaction) => {
    const [id] = await services.store.sequelize.query<{ id: string }>(
      `INSERT INTO crm_pushes AS p (workspace_id, connection_id, object, local_id, idempotency_key, write_key, payload,
              correlation_id, requested_by)
       VALUES ($1, $2, 'activity', $3, $4, $5, $6, $7, $8)
       ON CONFLICT (connection_id, idempotency_key) DO UPDATE SET
              state = CASE WHEN p.first_tried_at IS NULL OR p.state IN ('sent', 'already_there') THEN 'queued' ELSE 'checking' END,
              sequence = nextval(pg_get_serial_sequence('crm_pushes', 'sequence')), attempts = 0, next_try_at = now(), error = NULL,
              payload = EXCLUDED.payload, sent_at = NULL, requested_by = EXCLUDED.requested_by, updated_at = now()
        WHERE ${AGAIN}
       RETURNING id`,
      {
        bind: [
          connection.workspaceId,
          connection.id,
          callId,
          key,
          writeKey(connection.workspaceId, 'activity', callId),
          JSON.stringify(payload),
          correlationId(),
          requestedBy,
        ],
        type: QueryTypes.SELECT,
        transaction,
      },
    );
    if (id) await wake(services.store, 'push', transaction);
    else await retryStageOf(services.store, connection.id, callId, payload.call.outcome, transaction);
    return Push.findOne({
      where: { connectionId: connection.id, idempotencyKey: key },
      rejectOnEmpty: true,
      transaction,
    });
  });
  return row;
}
