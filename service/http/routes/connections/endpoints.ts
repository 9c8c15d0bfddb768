import { Op } from 'sequelize';
import { z } from 'zod';
import type { CredentialField } from '../../../../shared/provider-info.js';
import {
  connectByKey as connectByKeyRoute,
  deleteConnection,
  listConnections,
  listProviders,
  renewWebhookAddress,
  updateConnection,
} from '../../../../shared/routes/connections.js';
import type { Connector } from '../../../connectors/connector.js';
import { connectorFor, connectors } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { renewAddress } from '../../../oauth/channels/renew-address.js';
import { connectByKey } from '../../../oauth/connect-by-key.js';
import { disconnect } from '../../../oauth/disconnect.js';
import { pauseConnection } from '../../../oauth/pause-connection.js';
import { findProviderAccess } from '../../../oauth/provider-access.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { Connection } from '../../../store/models/index.js';
import { findWorkspaceById } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { presentConnections } from '../../presenters/connections.js';
import { pageOf, uuid } from '../../schemas/common.js';
import { connectionSchema, providerSchema, webhookAddressSchema } from '../../schemas/connections.js';

const params = z.object({ connection_id: uuid });

/** Providers and connections. */
export function connectionEndpoints(services: Services): Endpoint[] {
  return [
    ...[providers(services), list(services), update(services), remove(services)],
    ...[connect(services), newWebhookAddress(services)],
  ];
}

function providers(services: Services): Endpoint {
  return defineEndpoint({
    route: listProviders,
    result: pageOf(providerSchema),
    handle: async (request) => {
      const { app } = keyCallerOf(request);
      const data = await Promise.all(
        [...connectors.values()].map(async (connector) => ({
          id: connector.id,
          label: connector.label,
          auth: connector.auth.kind,
          credential_fields: credentialFieldsOf(services, connector),
          objects: connector.objects,
          doc_url: connector.docUrl,
          configured:
            connector.auth.kind === 'api_key' ||
            (await findProviderAccess(app.id, connector, services)) !== null,
        })),
      );
      return { data, next_cursor: null };
    },
  });
}

/** What a form asks for; a field that the operator has given a value may stay empty. */
function credentialFieldsOf({ config }: Services, { id, auth }: Connector): CredentialField[] {
  if (auth.kind !== 'api_key') return [];
  const defaults = config.providers.get(id)?.defaults ?? {};
  return auth.credentialFields.map((field) => {
    const value = defaults[field.name];
    return value === undefined ? field : { ...field, required: false, placeholder: value };
  });
}

function list(services: Services): Endpoint {
  return defineEndpoint({
    route: listConnections,
    result: pageOf(connectionSchema),
    handle: async (request) => {
      const rows = await Connection.findAll({
        where: { workspaceId: workspaceOf(request).id, status: { [Op.ne]: 'disconnected' } },
        order: [['createdAt', 'ASC']],
      });
      return { data: await presentConnections(services.store, rows), next_cursor: null };
    },
  });
}

function update(services: Services): Endpoint {
  return defineEndpoint({
    route: updateConnection,
    params,
    body: z.strictObject({ paused: z.boolean() }),
    result: connectionSchema,
    workspaceOf: ownerOf,
    handle: async (request) => {
      const found = await findConnection(workspaceOf(request).id, request.params.connection_id);
      const actor = callerName(keyCallerOf(request));
      const row = await pauseConnection(services, found, { paused: request.body.paused, actor });
      return (await presentConnections(services.store, [row]))[0];
    },
  });
}

function remove(services: Services): Endpoint {
  return defineEndpoint({
    route: deleteConnection,
    params,
    query: z.object({ data: z.enum(['keep', 'delete']).default('keep') }),
    result: connectionSchema,
    workspaceOf: ownerOf,
    handle: async (request) => {
      const scope = workspaceOf(request);
      const found = await findConnection(scope.id, request.params.connection_id);
      const actor = callerName(keyCallerOf(request));
      const row = await disconnect(services, scope, found, { actor, data: request.query.data });
      return (await presentConnections(services.store, [row]))[0];
    },
  });
}

function connect(services: Services): Endpoint {
  return defineEndpoint({
    route: connectByKeyRoute,
    params: z.object({ provider: z.string().min(1).max(40) }),
    body: z.record(z.string().max(64), z.string().max(2_000)),
    result: connectionSchema,
    handle: async (request) => {
      const connector = connectorFor(request.params.provider);
      const owner = { workspaceId: workspaceOf(request).id, actor: keyCallerOf(request).actor };
      const row = await connectByKey(services, owner, connector, request.body);
      return (await presentConnections(services.store, [row]))[0];
    },
  });
}

function newWebhookAddress(services: Services): Endpoint {
  return defineEndpoint({
    route: renewWebhookAddress,
    params,
    result: webhookAddressSchema,
    workspaceOf: ownerOf,
    handle: async (request) => {
      const found = await findConnection(workspaceOf(request).id, request.params.connection_id);
      return renewAddress(services, found, callerName(keyCallerOf(request)));
    },
  });
}

async function findConnection(workspaceId: string, id: string): Promise<Connection> {
  const row = await Connection.findOne({ where: { id, workspaceId } });
  if (!row)
    throw new ServiceError('connection_not_found', {
      detail: 'There is no such connection in this workspace.',
    });
  return row;
}

/** Another app's connection is answered like one that does not exist. */
async function ownerOf(path: Record<string, string>, appId: string): Promise<string | null> {
  const id = uuid.safeParse(path.connection_id);
  const row = id.success ? await Connection.findByPk(id.data) : null;
  const owner = row && (await findWorkspaceById(appId, row.workspaceId));
  if (!owner) throw new ServiceError('connection_not_found', { detail: 'There is no such connection.' });
  return owner.id;
}
