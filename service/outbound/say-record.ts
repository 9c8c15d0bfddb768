import { Op } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { RecordSide } from '../../shared/routes/records.js';
import { connectorFor } from '../connectors/registry.js';
import { ServiceError } from '../errors.js';
import type { WorkspaceScope } from '../scope.js';
import type { Services } from '../services.js';
import { Connection } from '../store/models/index.js';
import type { Store } from '../store/store.js';
import { loadRules } from './record-rules.js';
import { keepRecordSide, type Said, type Told } from './record-side.js';

/**
 * What the host says of one of its records, for every connected CRM or for one. A CRM that is paused or wants a new
 * sign-in is told once it can be; with none connected nothing is kept.
 *
 * @throws ServiceError `not_connected`, `bad_request`, `record_linked_elsewhere`.
 */
export async function sayRecord(
  services: Services,
  scope: WorkspaceScope,
  object: ObjectName,
  said: Said,
  provider: string | null,
): Promise<RecordSide[]> {
  const all = await findTold(services.store, scope, object, provider);
  if (said.remoteId !== null && all.length > 1)
    throw new ServiceError('bad_request', {
      detail: 'More than one CRM is connected. Say whose record remote_id is: provider.',
    });
  return services.store.transaction(async (transaction) => {
    const sides: RecordSide[] = [];
    for (const told of all) {
      const owner = { workspaceId: scope.id, connectionId: told.connection.id, object };
      sides.push(await keepRecordSide(services, owner, said, told, transaction));
    }
    return sides;
  });
}

/** In one order, which is the order of locks. */
async function findTold(
  store: Store,
  scope: WorkspaceScope,
  object: ObjectName,
  provider: string | null,
): Promise<Told[]> {
  const label = provider === null ? 'No CRM' : connectorFor(provider).label;
  const connections = await Connection.findAll({
    where: {
      workspaceId: scope.id,
      status: { [Op.ne]: 'disconnected' },
      ...(provider === null ? {} : { provider }),
    },
    order: ['id'],
  });
  if (connections.length === 0)
    throw new ServiceError('not_connected', {
      detail: `${label} is ${provider === null ? '' : 'not '}connected in this workspace. Connect one, then send the record again: it was not kept.`,
    });
  const told: Told[] = [];
  for (const connection of connections) {
    const connector = connectorFor(connection.provider);
    if (!connector.objects.includes(object)) continue;
    const owner = { workspaceId: scope.id, connectionId: connection.id };
    told.push({ connection, connector, rules: await loadRules(store, owner, connector, object) });
  }
  return told;
}
