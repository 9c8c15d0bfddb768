import { QueryTypes, type Transaction } from 'sequelize';
import type { PushError, PushNote, PushState } from '../../shared/push.js';
import type { Store } from '../store/store.js';
import type { ClaimedPush } from './claim-pushes.js';

/** What became of a try. Left out fields stay. */
export interface PushOutcome {
  state: PushState;
  error?: PushError | null;
  /** What was left undone, and why. */
  note?: PushNote;
  nextTryAt?: Date;
  /** A try that does not count (the CRM asked us to wait). */
  freeTry?: boolean;
  /** It was the CRM that asked us to wait. */
  limited?: boolean;
  remoteId?: string;
  remoteUrl?: string | null;
  contactName?: string | null;
  associations?: Record<string, string | null>;
  sent?: boolean;
}

export interface Settlement {
  push: ClaimedPush;
  outcome: PushOutcome;
}

/** Writes what became of pushes. @returns those that were still ours, with their ids in the CRM; of the others nothing is written. */
export async function settlePushes(
  store: Store,
  settlements: readonly Settlement[],
  transaction?: Transaction,
): Promise<Map<string, string | null>> {
  const rows = await store.sequelize.query<{ id: string; remote_id: string | null }>(
    `UPDATE crm_pushes p SET state = o.state, error = o.error, note = o.note, next_try_at = COALESCE(o.next_try_at, p.next_try_at),
            attempts = p.attempts - CASE WHEN o.free_try THEN 1 ELSE 0 END, remote_id = COALESCE(o.remote_id, p.remote_id),
            remote_url = COALESCE(o.remote_url, p.remote_url), contact_name = COALESCE(o.contact_name, p.contact_name),
            associations = COALESCE(o.associations, p.associations),
            sent_at = CASE WHEN o.sent THEN COALESCE(p.sent_at, now()) ELSE p.sent_at END,
            waiting_since = CASE WHEN o.limited THEN COALESCE(p.waiting_since, now()) END,
            lease_until = NULL, worker = NULL, updated_at = now()
       FROM jsonb_to_recordset($1::jsonb) AS o(id uuid, lease bigint, state text, error jsonb, note jsonb, next_try_at timestamptz,
            free_try boolean, limited boolean, remote_id text, remote_url text, contact_name text, associations jsonb, sent boolean)
      WHERE p.id = o.id AND p.lease = o.lease AND p.state IN ('sending', 'checking') RETURNING p.id, p.remote_id`,
    {
      bind: [JSON.stringify(settlements.map(toRow))],
      type: QueryTypes.SELECT,
      ...(transaction ? { transaction } : {}),
    },
  );
  return new Map(rows.map(({ id, remote_id }) => [id, remote_id]));
}

function toRow({ push, outcome }: Settlement): object {
  return {
    id: push.id,
    lease: push.lease,
    state: outcome.state,
    // Of a JSON null it would be kept as one.
    ...(outcome.error ? { error: outcome.error } : {}),
    note: outcome.note,
    next_try_at: outcome.nextTryAt?.toISOString(),
    free_try: outcome.freeTry ?? false,
    limited: outcome.limited ?? false,
    remote_id: outcome.remoteId,
    remote_url: outcome.remoteUrl,
    contact_name: outcome.contactName,
    associations: outcome.associations,
    sent: outcome.sent ?? false,
  };
}

/** Ids of those pushes that are still ours, without taking a lock: the settling itself asks again. */
export async function stillOurs(
  store: Store,
  pushes: readonly ClaimedPush[],
  transaction: Transaction,
): Promise<Set<string>> {
  const rows = await store.sequelize.query<{ id: string }>(
    `SELECT p.id FROM crm_pushes p JOIN unnest($1::uuid[], $2::bigint[]) AS h(id, lease) ON p.id = h.id AND p.lease = h.lease
      WHERE p.state IN ('sending', 'checking')`,
    {
      bind: [pushes.map(({ id }) => id), pushes.map(({ lease }) => lease)],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return new Set(rows.map(({ id }) => id));
}
