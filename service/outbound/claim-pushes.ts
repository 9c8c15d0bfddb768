import { QueryTypes, type Transaction } from 'sequelize';
import type { PushError, PushState } from '../../shared/push.js';
import type { Store } from '../store/store.js';
import type { PushPayload } from './push-payload.js';

const LEASE_S = 90;

/** A push in a worker's hands. `state` is `checking` when an earlier try may have arrived: look before repeating. */
export interface ClaimedPush {
  id: string;
  workspace_id: string;
  connection_id: string;
  local_id: string;
  write_key: string;
  payload: PushPayload;
  state: 'sending' | 'checking';
  attempts: number;
  lease: string;
  correlation_id: string;
}

/**
 * Takes due pushes, oldest first. Of one record only the oldest unsettled push goes, so order is kept. One whose
 * worker died while sending comes back as `checking`.
 */
export async function claimPushes(store: Store, worker: string, limit: number): Promise<ClaimedPush[]> {
  return store.sequelize.query<ClaimedPush>(
    `UPDATE crm_pushes SET state = CASE WHEN state IN ('sending', 'checking') THEN 'checking' ELSE 'sending' END,
            lease = lease + 1, worker = $1, lease_until = now() + make_interval(secs => ${LEASE_S}),
            first_tried_at = COALESCE(first_tried_at, now()), attempts = attempts + 1, updated_at = now()
      WHERE id IN (
        SELECT p.id FROM crm_pushes p JOIN crm_connections c ON c.id = p.connection_id
         WHERE p.state IN ('queued', 'waiting_for_quota', 'sending', 'checking') AND p.next_try_at <= now()
           AND (p.lease_until IS NULL OR p.lease_until < now()) AND c.status = 'active'
           AND NOT EXISTS (SELECT 1 FROM crm_pushes o WHERE o.connection_id = p.connection_id AND o.object = p.object
                            AND o.local_id = p.local_id AND o.sequence < p.sequence
                            AND o.state IN ('queued', 'waiting_for_quota', 'sending', 'checking'))
         ORDER BY p.next_try_at, p.sequence LIMIT $2 FOR UPDATE OF p SKIP LOCKED)
      RETURNING id, workspace_id, connection_id, local_id, write_key, payload, state, attempts, lease, correlation_id`,
    { bind: [worker, limit], type: QueryTypes.SELECT },
  );
}

/**
 * Renews the lease right before the write: a worker that was held up longer than its lease (a slow look-up, a long
 * wait for its turn) must not write beside the one that took over.
 *
 * @returns false when the push is no longer ours.
 */
export async function holdPush(store: Store, push: ClaimedPush): Promise<boolean> {
  const rows = await store.sequelize.query(
    `UPDATE crm_pushes SET lease_until = now() + make_interval(secs => ${LEASE_S})
      WHERE id = $1 AND lease = $2 AND state IN ('sending', 'checking') RETURNING 1`,
    { bind: [push.id, push.lease], type: QueryTypes.SELECT },
  );
  return rows.length > 0;
}

/** What became of a try. Left out fields stay. */
export interface PushOutcome {
  state: PushState;
  error?: PushError | null;
  nextTryAt?: Date;
  /** A try that does not count (the CRM asked us to wait). */
  freeTry?: boolean;
  remoteId?: string;
  remoteUrl?: string | null;
  contactName?: string | null;
  associations?: Record<string, string | null>;
  sent?: boolean;
}

/** Writes what became of a try. @returns false when another worker has the push meanwhile: nothing is written then. */
export async function settlePush(
  store: Store,
  push: ClaimedPush,
  outcome: PushOutcome,
  transaction?: Transaction,
): Promise<boolean> {
  const rows = await store.sequelize.query(
    `UPDATE crm_pushes SET state = $3, error = $4, next_try_at = COALESCE($5::timestamptz, next_try_at),
            attempts = attempts - CASE WHEN $6 THEN 1 ELSE 0 END, remote_id = COALESCE($7, remote_id),
            remote_url = COALESCE($8, remote_url), contact_name = COALESCE($9, contact_name),
            associations = COALESCE($10::jsonb, associations), sent_at = CASE WHEN $11 THEN COALESCE(sent_at, now()) ELSE sent_at END,
            lease_until = NULL, worker = NULL, updated_at = now()
      WHERE id = $1 AND lease = $2 AND state IN ('sending', 'checking') RETURNING 1`,
    {
      bind: [
        push.id,
        push.lease,
        outcome.state,
        outcome.error ? JSON.stringify(outcome.error) : null,
        outcome.nextTryAt?.toISOString() ?? null,
        outcome.freeTry ?? false,
        outcome.remoteId ?? null,
        outcome.remoteUrl ?? null,
        outcome.contactName ?? null,
        outcome.associations ? JSON.stringify(outcome.associations) : null,
        outcome.sent ?? false,
      ],
      type: QueryTypes.SELECT,
      ...(transaction ? { transaction } : {}),
    },
  );
  return rows.length > 0;
}
