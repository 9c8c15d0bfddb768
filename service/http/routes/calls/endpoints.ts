import { z } from 'zod';
import { getPush, getPushById, listPushes, pushCall } from '../../../../shared/routes/calls.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { enqueuePush } from '../../../outbound/enqueue-push.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { Connection, Push } from '../../../store/models/index.js';
import {
  refuseUnusable,
  requireConnection,
  requireOnlyConnection,
} from '../../../store/queries/find-connection.js';
import { newestPushes } from '../../../store/queries/newest-pushes.js';
import { findWorkspaceById } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { presentReceipt, presentReceipts } from '../../presenters/receipts.js';
import { callInput, contactInput, receiptSchema, recordInput } from '../../schemas/calls.js';
import { hostId, pageOf, uuid } from '../../schemas/common.js';
import { payloadOf } from './call-payload.js';

const params = z.object({ call_id: hostId });
const provider = z.string().min(1).max(40);
const pushBody = z.strictObject({
  provider: provider.optional(),
  call: callInput.optional(),
  contact: contactInput.optional(),
  company: recordInput.optional(),
  deal: recordInput.optional(),
});

/** Sending calls to the CRM. */
export function callEndpoints(services: Services): Endpoint[] {
  return [push(services), list(services), get(services), getById(services)];
}

function push(services: Services): Endpoint {
  return defineEndpoint({
    route: pushCall,
    params,
    body: pushBody,
    result: receiptSchema,
    handle: async (request) => {
      const scope = workspaceOf(request);
      const { provider: named, ...given } = request.body;
      const label = named === undefined ? null : connectorFor(named).label;
      const connection =
        named === undefined
          ? await requireOnlyConnection(scope.id)
          : await requireConnection(scope.id, named, label ?? named);
      refuseUnusable(connection, connectorFor(connection.provider).label);
      const payload = await payloadOf(scope, request.params.call_id, given);
      const row = await enqueuePush(
        services,
        connection,
        request.params.call_id,
        payload,
        callerName(keyCallerOf(request)),
      );
      return presentReceipt(services.store, row, connection.provider);
    },
  });
}

/** At most this many receipts are asked for at once: a table page of push buttons. */
const MAX_CALLS = 100;
const callIds = z
  .string()
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(hostId).min(1).max(MAX_CALLS));

function list(services: Services): Endpoint {
  return defineEndpoint({
    route: listPushes,
    query: z.object({ call_ids: callIds, provider: provider.optional() }),
    result: pageOf(receiptSchema),
    handle: async (request) => {
      const only = request.query.provider === undefined ? null : connectorFor(request.query.provider).id;
      const rows = await newestPushes(services.store, workspaceOf(request).id, request.query.call_ids, only);
      return { data: await presentReceipts(services.store, rows), next_cursor: null };
    },
  });
}

function get(services: Services): Endpoint {
  return defineEndpoint({
    route: getPush,
    params,
    query: z.object({ provider: provider.optional() }),
    result: receiptSchema,
    handle: async (request) => {
      const only = request.query.provider === undefined ? null : connectorFor(request.query.provider).id;
      const [row] = await newestPushes(
        services.store,
        workspaceOf(request).id,
        [request.params.call_id],
        only,
      );
      if (row) return presentReceipt(services.store, row.push, row.provider);
      throw new ServiceError('push_not_found', {
        detail: `The call ${request.params.call_id} was not sent to a CRM yet.`,
      });
    },
  });
}

function getById(services: Services): Endpoint {
  return defineEndpoint({
    route: getPushById,
    params: z.object({ push_id: uuid }),
    result: receiptSchema,
    workspaceOf: async (path, appId) => {
      const id = uuid.safeParse(path.push_id);
      const row = id.success ? await Push.findByPk(id.data) : null;
      const owner = row && (await findWorkspaceById(appId, row.workspaceId));
      if (!owner) throw unknownPush();
      return owner.id;
    },
    handle: async (request) => {
      const row = await Push.findOne({
        where: { id: request.params.push_id, workspaceId: workspaceOf(request).id },
      });
      if (!row) throw unknownPush();
      const connection = await Connection.findByPk(row.connectionId, { rejectOnEmpty: true });
      return presentReceipt(services.store, row, connection.provider);
    },
  });
}

const unknownPush = (): ServiceError =>
  new ServiceError('push_not_found', { detail: 'There is no such push in this workspace.' });
