import { QueryTypes } from 'sequelize';
import { Push } from '../models/index.js';
import type { Store } from '../store.js';

/** The newest push of each of some calls, in one workspace; of one provider, or of whichever was asked last. */
export async function newestPushes(
  store: Store,
  workspaceId: string,
  callIds: string[],
  provider: string | null,
): Promise<{ push: Push; provider: string }[]> {
  const rows = await store.sequelize.query<{ id: string; provider: string }>(
    `SELECT DISTINCT ON (p.local_id) p.id, c.provider FROM crm_pushes p JOIN crm_connections c ON c.id = p.connection_id
      WHERE p.workspace_id = $1 AND p.object = 'activity' AND p.local_id = ANY($2::text[])
        AND ($3::text IS NULL OR c.provider = $3)
      ORDER BY p.local_id, p.sequence DESC`,
    { bind: [workspaceId, callIds, provider], type: QueryTypes.SELECT },
  );
  const pushes = new Map(
    (await Push.findAll({ where: { id: rows.map(({ id }) => id) } })).map((push) => [push.id, push]),
  );
  return rows.flatMap((row) => {
    const push = pushes.get(row.id);
    return push ? [{ push, provider: row.provider }] : [];
  });
}
