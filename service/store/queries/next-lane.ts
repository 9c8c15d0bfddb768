import { QueryTypes } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Store } from '../store.js';
import { mayWork } from './pauses.js';

/** Where a worker stands in its round of the connections that have something to do. */
export interface Round {
  connectionId: string;
  object: string;
}

export const newRound = (): Round => ({ connectionId: '00000000-0000-0000-0000-000000000000', object: '' });

/** One connection and object with something due. */
export interface Lane {
  connection_id: string;
  object: ObjectName;
  provider: string;
}

/**
 * SQL that finds the next lane after connection $1 and object $2, not of the connections $3; steps from one to the next
 * by an index on them. Everything that holds a connection's work back is asked here.
 *
 * @param open condition of the index, on the row itself.
 * @param due what makes a row `p` one to work on now.
 */
export function laneFinder(table: 'crm_pushes' | 'crm_webhook_events', open: string, due: string): string {
  const next = `SELECT connection_id, object FROM ${table} WHERE ${open} AND (connection_id, object) >`;
  const order = 'ORDER BY connection_id, object LIMIT 1';
  return `
  WITH RECURSIVE lanes AS (
    (${next} ($1::uuid, $2) ${order})
    UNION ALL
    SELECT n.* FROM lanes l CROSS JOIN LATERAL (${next} (l.connection_id, l.object) ${order}) n
  )
  SELECT l.connection_id, l.object, c.provider FROM lanes l JOIN crm_connections c ON c.id = l.connection_id
   WHERE ${mayWork('c')} AND l.connection_id <> ALL ($3::uuid[])
     AND EXISTS (SELECT 1 FROM ${table} p WHERE p.connection_id = l.connection_id AND p.object = l.object AND ${due})
   LIMIT 1`;
}

/**
 * From where the round stands to its end, then from its beginning.
 *
 * @param sql made by `laneFinder`.
 * @param round moved on to what was found.
 */
export async function nextLane(
  store: Store,
  sql: string,
  round: Round,
  except: readonly string[],
): Promise<Lane | null> {
  const find = async (): Promise<Lane | null> => {
    const bind = [round.connectionId, round.object, except];
    const [lane] = await store.sequelize.query<Lane>(sql, { bind, type: QueryTypes.SELECT });
    if (lane) Object.assign(round, { connectionId: lane.connection_id, object: lane.object });
    return lane ?? null;
  };
  const lane = await find();
  if (lane || round.object === '') return lane;
  Object.assign(round, newRound());
  return find();
}
