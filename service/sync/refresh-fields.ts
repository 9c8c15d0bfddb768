import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import { CrmError } from '../connectors/connector.js';
import { readFields } from '../fields/read-fields.js';
import { openSession } from '../oauth/open-session.js';
import type { Services } from '../services.js';
import { Connection } from '../store/models/index.js';
import { mayWork } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';
import { readAgain } from './enqueue-run.js';

/** Fields that nothing has asked for since are read again after this long, and up to a fifth more. */
const STALE_S = 3_600;
/** After a try that failed, or a worker that died. */
const RETRY_S = 600;

/** Fields of one object of a connection that are to be read. */
export interface StaleFields {
  connection_id: string;
  object: ObjectName;
}

/**
 * Claims fields that nobody has read for an hour, of connections that may work now. Those of connections that are polled
 * are read more often anyway. Spread by their ids, so that what was read in one moment is not asked in one moment.
 */
export function claimStaleFields(store: Store, now: Date, limit: number): Promise<StaleFields[]> {
  return store.sequelize.query<StaleFields>(
    `UPDATE crm_field_cache f SET asked_at = $1
       FROM (SELECT f.connection_id, f.object FROM crm_field_cache f JOIN crm_connections c ON c.id = f.connection_id
              WHERE f.fetched_at < $1::timestamptz - make_interval(secs => ${STALE_S})
                AND f.fetched_at < $1::timestamptz - make_interval(secs => ${STALE_S} * (1 + abs(hashtext(f.connection_id::text || f.object) % 100) / 500.0))
                AND f.asked_at < $1::timestamptz - make_interval(secs => ${RETRY_S}) AND ${mayWork('c')}
              ORDER BY f.fetched_at LIMIT $2 FOR UPDATE OF f SKIP LOCKED) AS due
      WHERE f.connection_id = due.connection_id AND f.object = due.object
     RETURNING f.connection_id, f.object`,
    { bind: [now, limit], type: QueryTypes.SELECT },
  );
}

/** Reads claimed fields, and compares them with what the mapping relies on. What fails is tried again later. */
export async function refreshFields(services: Services, claimed: StaleFields): Promise<void> {
  const { connection_id: id, object } = claimed;
  try {
    await readFields(services, id, () => openSession(services, id), object, { refresh: true });
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    services.log.info(
      { err: error, connection_id: id, object },
      'fields could not be read; tried again later',
    );
  }
}

/** Has the records read again of which fields go on that were paused. Asked twice, it is one reading. */
export async function readHealedAgain(services: Services): Promise<void> {
  const { store } = services;
  const healed = await store.sequelize.query<StaleFields & { at: string }>(
    `SELECT connection_id, object, read_again_at::text AS at FROM crm_field_cache WHERE read_again_at IS NOT NULL LIMIT 100`,
    { type: QueryTypes.SELECT },
  );
  for (const { connection_id: id, object, at } of healed) {
    const connection = await Connection.findByPk(id);
    if (connection && connection.status !== 'disconnected')
      await readAgain(services, connection, object, null);
    // After the run stands in its queue: who dies before leaves it to the next look. What healed since stays marked.
    await store.sequelize.query(
      `UPDATE crm_field_cache SET read_again_at = NULL
        WHERE connection_id = $1 AND object = $2 AND read_again_at = $3::timestamptz`,
      { bind: [id, object, at] },
    );
  }
}
