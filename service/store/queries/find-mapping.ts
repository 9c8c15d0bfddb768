import { Op } from 'sequelize';
import type { Mapping } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import type { Connector } from '../../connectors/connector.js';
import { FieldMapping } from '../models/index.js';

/** The mapping in use: the workspace's newest, else the app's newest, else the provider's preset. */
export async function findMapping(
  scope: { id: string; appId: string },
  connector: Pick<Connector, 'id' | 'preset'>,
  object: ObjectName,
): Promise<Mapping> {
  const rows = await FieldMapping.findAll({
    where: { appId: scope.appId, provider: connector.id, object, workspaceId: { [Op.or]: [scope.id, null] } },
    order: [['version', 'DESC']],
  });
  const row = rows.find(({ workspaceId }) => workspaceId !== null) ?? rows[0];
  if (!row) {
    return {
      provider: connector.id,
      object,
      version: 0,
      source: 'preset',
      rows: connector.preset[object],
      updated_at: null,
      updated_by: null,
    };
  }
  return {
    provider: connector.id,
    object,
    version: row.version,
    source: row.workspaceId === null ? 'app' : 'workspace',
    rows: row.rows,
    updated_at: row.createdAt.toISOString(),
    updated_by: row.author,
  };
}
