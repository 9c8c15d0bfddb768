import { QueryTypes } from 'sequelize';
import { correlationId } from '../log.js';
import type { Services } from '../services.js';
import { type Connection, Push } from '../store/models/index.js';
import { wake } from '../store/wake.js';
import { idempotencyKey, writeKey } from './push-keys.js';
import type { PushPayload } from './push-payload.js';

/**
 * Puts a call into the outbox, once per content: the same call again answers the same push.
 * One that failed or was given up is tried anew.
 */
export async function enqueuePush(
  services: Services,
  connection: Connection,
  callId: string,
  payload: PushPayload,
  requestedBy: string,
): Promise<Push> {
  const key = idempotencyKey(connection.provider, 'activity', callId, payload);
  const row = await services.store.transaction(async (transaction) => {
    const [id] = await services.store.sequelize.query<{ id: string }>(
      `INSERT INTO crm_pushes AS p (workspace_id, connection_id, object, local_id, idempotency_key, write_key, payload,
              correlation_id, requested_by)
       VALUES ($1, $2, 'activity', $3, $4, $5, $6, $7, $8)
       ON CONFLICT (connection_id, idempotency_key) DO UPDATE SET
              state = CASE WHEN p.state IN ('failed', 'dead') THEN CASE WHEN p.first_tried_at IS NULL THEN 'queued' ELSE 'checking' END ELSE p.state END,
              attempts = CASE WHEN p.state IN ('failed', 'dead') THEN 0 ELSE p.attempts END,
              next_try_at = CASE WHEN p.state IN ('failed', 'dead') THEN now() ELSE p.next_try_at END,
              error = CASE WHEN p.state IN ('failed', 'dead') THEN NULL ELSE p.error END,
              updated_at = CASE WHEN p.state IN ('failed', 'dead') THEN now() ELSE p.updated_at END
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
    await wake(services.store, 'push', transaction);
    return Push.findByPk((id as { id: string }).id, { rejectOnEmpty: true, transaction });
  });
  return row;
}
