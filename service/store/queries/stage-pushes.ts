import { QueryTypes } from 'sequelize';
import { Push } from '../models/index.js';
import type { Store } from '../store.js';

/** The newest move of a deal that each of some pushed calls asked for with the outcome it has now, by the call's push. */
export async function stagePushesOf(store: Store, pushes: readonly Push[]): Promise<Map<string, Push>> {
  const calls = pushes.filter(({ object }) => object === 'activity').map(({ id }) => id);
  if (calls.length === 0) return new Map();
  const rows = await store.sequelize.query<{ call: string; stage: string }>(
    `SELECT DISTINCT ON (c.id) c.id AS call, s.id AS stage FROM crm_pushes c JOIN crm_pushes s
         ON s.workspace_id = c.workspace_id AND s.payload ->> 'kind' = 'stage' AND s.payload ->> 'call_id' = c.local_id
        AND s.connection_id = c.connection_id AND s.payload ->> 'outcome' = c.payload -> 'call' ->> 'outcome'
      WHERE c.id = ANY ($1::uuid[]) ORDER BY c.id, s.sequence DESC`,
    { bind: [calls], type: QueryTypes.SELECT },
  );
  const found = await Push.findAll({ where: { id: rows.map(({ stage }) => stage) } });
  const byId = new Map(found.map((push) => [push.id, push]));
  return new Map(
    rows.flatMap(({ call, stage }) => {
      const push = byId.get(stage);
      return push ? [[call, push] as const] : [];
    }),
  );
}
