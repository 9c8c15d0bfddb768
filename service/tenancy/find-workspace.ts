import type { WorkspaceScope } from '../scope.js';
import { Workspace } from '../store/models/index.js';

/** The workspace an app's backend names; it comes to be the first time it is named. */
export async function findOrCreateWorkspace(
  appId: string,
  externalId: string,
  name?: string,
): Promise<WorkspaceScope> {
  const found = await Workspace.findOne({ where: { appId, externalId } });
  if (found && (name === undefined || found.name === name)) return { id: found.id, externalId, appId };
  const [row] = await Workspace.upsert(
    { appId, externalId, ...(name === undefined ? {} : { name }) },
    {
      conflictFields: ['app_id', 'external_id'],
      fields: name === undefined ? ['externalId'] : ['name'],
      returning: true,
    },
  );
  return { id: row.id, externalId, appId };
}

/** A workspace by our own id, only if it is of that app. */
export async function findWorkspaceById(appId: string, id: string): Promise<WorkspaceScope | null> {
  const row = await Workspace.findOne({ where: { id, appId } });
  return row && { id: row.id, externalId: row.externalId, appId };
}
