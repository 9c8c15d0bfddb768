import { Op } from 'sequelize';
import { ServiceError } from '../../errors.js';
import { Connection } from '../models/index.js';

/** The live connection of a provider in a workspace. @throws ServiceError `not_connected`. */
export async function requireConnection(
  workspaceId: string,
  provider: string,
  label: string,
): Promise<Connection> {
  const row = await Connection.findOne({
    where: { workspaceId, provider, status: { [Op.ne]: 'disconnected' } },
  });
  if (!row)
    throw new ServiceError('not_connected', {
      detail: `${label} is not connected in this workspace. Connect it first.`,
    });
  return row;
}

/** The one live connection of a workspace. @throws ServiceError `not_connected` for none, `bad_request` for several. */
export async function requireOnlyConnection(workspaceId: string): Promise<Connection> {
  const rows = await Connection.findAll({
    where: { workspaceId, status: { [Op.ne]: 'disconnected' } },
    limit: 2,
  });
  const [row] = rows;
  if (!row)
    throw new ServiceError('not_connected', {
      detail: 'No CRM is connected in this workspace. Connect one first.',
    });
  if (rows.length > 1)
    throw new ServiceError('bad_request', { detail: 'More than one CRM is connected. Say which: provider.' });
  return row;
}

/** @throws ServiceError when a connection cannot be worked with now, saying what to do. */
export function refuseUnusable(connection: Connection, label: string): void {
  if (connection.status === 'needs_reauth') {
    throw new ServiceError('connection_needs_reauth', {
      detail: `${label} ended our access. Connect it again.`,
      next: 'reconnect',
    });
  }
  if (connection.status === 'paused') {
    throw new ServiceError('connection_paused', { detail: `${label} is paused. Resume it first.` });
  }
}
