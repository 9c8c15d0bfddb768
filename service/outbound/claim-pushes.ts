import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import { connectorFor } from '../connectors/registry.js';
import { type Lane, laneFinder, nextLane, type Round } from '../store/queries/next-lane.js';
import { mayWork } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';
import type { PushPayload } from './push-payload.js';

const LEASE_S = 90;
/** Pushes that go out together at most, whatever a CRM takes. */
const MOST = 100;

/** A push in a worker's hands. `state` is `checking` when an earlier try may have arrived: look before repeating. */
export interface ClaimedPush {
  id: string;
  workspace_id: string;
  connection_id: string;
  object: ObjectName;
  local_id: string;
  write_key: string;
  payload: PushPayload;
  state: 'sending' | 'checking';
  attempts: number;
  lease: string;
  correlation_id: string;
  requested_by: string | null;
  /** Since when it met nothing but the CRM's asking to wait. */
  waiting_since: Date | null;
}

const OPEN = `('queued', 'waiting_for_quota', 'sending', 'checking')`;

/** Of a connection `c`: everything that holds its pushes back is asked here. */
const MAY_SEND = mayWork('c');

/** Of a push `p`: its time has come, and nobody is at it. */
const TIMELY = `p.state IN ${OPEN} AND p.next_try_at <= now() AND (p.lease_until IS NULL OR p.lease_until < now())`;

/** SQL: whether pushes may be due. Some may still wait for others. */
export const PUSHES_WAIT = `EXISTS (SELECT 1 FROM crm_pushes p WHERE ${TIMELY})`;

/** Of a push `p`. Of one record only the oldest unsettled push goes, so their order is kept. */
const DUE = `${TIMELY}
  AND NOT EXISTS (SELECT 1 FROM crm_pushes o WHERE o.connection_id = p.connection_id AND o.object = p.object
                     AND o.local_id = p.local_id AND o.sequence < p.sequence AND o.state IN ${OPEN})`;

const OWN = `id, workspace_id, connection_id, object, local_id, write_key, payload, state, attempts, lease, correlation_id,
  requested_by, waiting_since`;

/**
 * Takes due pushes of one connection and object, oldest first, as many as its CRM takes in one write. Connections have
 * their turn one after another, so that a long queue of one keeps nobody waiting. A push whose worker died while
 * sending comes back as `checking`.
 *
 * @param round moved on to what was taken.
 * @param except connections that shall not have another turn now.
 */
export async function claimGroup(
  store: Store,
  worker: string,
  round: Round,
  except: string[] = [],
): Promise<ClaimedPush[] | null> {
  for (;;) {
    const lane = await nextLane(store, FIND_LANE, round, except);
    if (!lane) return null;
    const limit = Math.min(MOST, connectorFor(lane.provider).can.batchWrite);
    const pushes = await claim(store, worker, lane, limit);
    // None: another worker was faster, and what it took is no longer due.
    if (pushes.length > 0) return pushes;
  }
}

const FIND_LANE = laneFinder('crm_pushes', `state IN ${OPEN}`, DUE);

async function claim(store: Store, worker: string, lane: Lane, limit: number): Promise<ClaimedPush[]> {
  return store.sequelize.query<ClaimedPush>(
    `WITH taken AS (
       UPDATE crm_pushes SET state = CASE WHEN state IN ('sending', 'checking') THEN 'checking' ELSE 'sending' END,
              lease = lease + 1, worker = $1, lease_until = now() + make_interval(secs => ${LEASE_S}),
              first_tried_at = COALESCE(first_tried_at, now()), attempts = attempts + 1, updated_at = now()
        WHERE id IN (
          SELECT p.id FROM crm_pushes p JOIN crm_connections c ON c.id = p.connection_id
           WHERE p.connection_id = $2 AND p.object = $3 AND ${MAY_SEND} AND ${DUE}
           ORDER BY p.next_try_at, p.sequence LIMIT $4 FOR UPDATE OF p SKIP LOCKED)
        RETURNING ${OWN}, sequence)
     SELECT ${OWN} FROM taken ORDER BY sequence`,
    { bind: [worker, lane.connection_id, lane.object, limit], type: QueryTypes.SELECT },
  );
}

/**
 * Renews the leases, at every beat and right before a write: a worker that was held up longer than its lease (a slow
 * look-up, a long wait for its turn) must not write beside the one that took over.
 *
 * @returns ids of the pushes that are still ours.
 */
export async function holdPushes(store: Store, pushes: readonly ClaimedPush[]): Promise<Set<string>> {
  const rows = await store.sequelize.query<{ id: string }>(
    `UPDATE crm_pushes p SET lease_until = now() + make_interval(secs => ${LEASE_S})
       FROM unnest($1::uuid[], $2::bigint[]) AS h(id, lease)
      WHERE p.id = h.id AND p.lease = h.lease AND p.state IN ('sending', 'checking') RETURNING p.id`,
    { bind: [pushes.map(({ id }) => id), pushes.map(({ lease }) => lease)], type: QueryTypes.SELECT },
  );
  return new Set(rows.map(({ id }) => id));
}
