import { QueryTypes, type Transaction } from 'sequelize';
import type { Fields } from '../../shared/records.js';
import { correlationId } from '../log.js';
import type { SideOwner } from '../store/queries/host-sides.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';
import { idempotencyKey, writeKey } from './push-keys.js';
import type { RecordPayload } from './push-payload.js';

/**
 * Puts a record into the outbox, once per content, in the transaction that decided it. A settled push of the same
 * content goes out again: that it is asked for means that the CRM does not have it.
 *
 * @param fields what the host wants written.
 * @returns the push's id.
 */
export async function enqueueRecordPush(
  store: Store,
  owner: SideOwner & { provider: string },
  localId: string,
  fields: Fields,
  requestedBy: string | null,
  transaction: Transaction,
): Promise<string> {
  const payload: RecordPayload = { kind: 'record', fields };
  const key = idempotencyKey(owner.provider, owner.object, localId, payload);
  const [put] = await store.sequelize.query<{ id: string }>(
    `INSERT INTO crm_pushes AS p (workspace_id, connection_id, object, local_id, idempotency_key, write_key, payload,
            correlation_id, requested_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (connection_id, idempotency_key) DO UPDATE SET
            state = CASE WHEN p.first_tried_at IS NULL OR p.state IN ('sent', 'already_there') THEN 'queued' ELSE 'checking' END,
            sequence = nextval(pg_get_serial_sequence('crm_pushes', 'sequence')), attempts = 0, next_try_at = now(), error = NULL,
            sent_at = NULL, requested_by = EXCLUDED.requested_by, updated_at = now()
      WHERE p.state IN ('sent', 'already_there', 'failed', 'dead')
     RETURNING id`,
    {
      bind: [
        ...[owner.workspaceId, owner.connectionId, owner.object, localId, key],
        ...[
          writeKey(owner.workspaceId, owner.object, localId),
          JSON.stringify(payload),
          correlationId(),
          requestedBy,
        ],
      ],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  if (put) {
    await wake(store, 'push', transaction);
    return put.id;
  }
  const [live] = await store.sequelize.query<{ id: string }>(
    'SELECT id FROM crm_pushes WHERE connection_id = $1 AND idempotency_key = $2',
    { bind: [owner.connectionId, key], type: QueryTypes.SELECT, transaction },
  );
  return (live as { id: string }).id;
}
