import { QueryTypes } from 'sequelize';
import type { WorkspaceScope } from '../scope.js';
import { Workspace } from '../store/models/index.js';
import type { Store } from '../store/store.js';

/** The workspace an app's backend names; it comes to be the first time it is named. */
export async function findOrCreateWorkspace(
  store: Store,
  appId: string,
  externalId: string,
  name?: string,
): Promise<WorkspaceScope> {
  const found = await Workspace.findOne({ where: { appId, externalId } });
  if (found && (name === undefined || found.name === name)) return { id: found.id, externalId, appId };
  const [row] = await store.sequelize.query<{ id: string }>(
    `INSERT INTO workspaces (app_id, external_id, name) VALUES ($1, $2, $3)
     ON CONFLICT (app_id, external_id) DO UPDATE SET name = COALESCE(EXCLUDED.name, workspaces.name)
     RETURNING id`,
    { bind: [appId, externalId, name ?? null], type: QueryTypes.SELECT },
  );
  return { id: (row as { id: string }).id, externalId, appId };
}

/** A workspace by our own id, only if it is of that app. */
export async function findWorkspaceById(appId: string, id: string): Promise<WorkspaceScope | null> {
  const row = await Workspace.findOne({ where: { id, appId } });
  return row && { id: row.id, externalId: row.externalId, appId };
}
