import { z } from 'zod';
import {
  cancelConnectFlow,
  createConnectFlow,
  getConnectFlow,
} from '../../../../shared/routes/connections.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { cancelFlow, createFlow, presentFlow } from '../../../oauth/flow.js';
import { requireProviderAccess } from '../../../oauth/provider-access.js';
import type { Services } from '../../../services.js';
import { ConnectFlow } from '../../../store/models/index.js';
import { findWorkspaceById } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { flowSchema } from '../../schemas/connections.js';

const params = z.object({ flow_id: z.string().min(1).max(100) });

/** The API side of a sign-in: begin, poll, give up. */
export function connectFlowEndpoints(services: Services): Endpoint[] {
  return [create(services), get(services), cancel(services)];
}

function create(services: Services): Endpoint {
  return defineEndpoint({
    route: createConnectFlow,
    body: z.strictObject({ provider: z.string().min(1).max(40) }),
    result: flowSchema.extend({ url: z.url() }),
    handle: async (request) => {
      const caller = keyCallerOf(request);
      const connector = connectorFor(request.body.provider);
      if (connector.auth.kind !== 'oauth2') {
        throw new ServiceError('bad_request', {
          detail: `${connector.label} has no sign-in window: send its credentials instead.`,
        });
      }
      await requireProviderAccess(caller.app.id, connector, services);
      const { flow, ticket } = await createFlow(services, workspaceOf(request), connector.id, {
        actor: caller.actor,
        // A backend may send any Origin; the page is told of the end only where the app allows it.
        origin:
          caller.app.allowedOrigins.find((allowed) => allowed === request.req.get('origin')) ??
          services.config.frontendBaseUrl,
      });
      const url = `${services.config.appBaseUrl}/crm/${connector.id}/start?flow=${ticket}`;
      return { ...presentFlow(flow, services.clock), url };
    },
  });
}

function get(services: Services): Endpoint {
  return defineEndpoint({
    route: getConnectFlow,
    params,
    result: flowSchema,
    workspaceOf: ownerOf,
    handle: async (request) => {
      const flow = await ConnectFlow.findOne({
        where: { id: request.params.flow_id, workspaceId: workspaceOf(request).id },
      });
      if (!flow) throw unknownFlow();
      return presentFlow(flow, services.clock);
    },
  });
}

function cancel(services: Services): Endpoint {
  return defineEndpoint({
    route: cancelConnectFlow,
    params,
    result: flowSchema,
    workspaceOf: ownerOf,
    handle: async (request) => {
      const flow = await cancelFlow(workspaceOf(request), request.params.flow_id);
      if (!flow) throw unknownFlow();
      return presentFlow(flow, services.clock);
    },
  });
}

async function ownerOf(path: Record<string, string>, appId: string): Promise<string | null> {
  const flow = await ConnectFlow.findByPk(path.flow_id ?? '');
  const owner = flow && (await findWorkspaceById(appId, flow.workspaceId));
  if (!owner) throw unknownFlow();
  return owner.id;
}

const unknownFlow = (): ServiceError =>
  new ServiceError('flow_not_found', { detail: 'There is no such sign-in in this workspace.' });
