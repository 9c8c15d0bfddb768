import { z } from 'zod';
import { getPush, listPushes, pushCall } from '../../../../shared/routes/calls.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { enqueuePush } from '../../../outbound/enqueue-push.js';
import type { PushPayload } from '../../../outbound/push-payload.js';
import { callerName, type WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { HostRecord } from '../../../store/models/index.js';
import {
  refuseUnusable,
  requireConnection,
  requireOnlyConnection,
} from '../../../store/queries/find-connection.js';
import { newestPushes } from '../../../store/queries/newest-pushes.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { presentReceipt } from '../../presenters/receipts.js';
import { callInput, contactInput, receiptSchema, recordInput } from '../../schemas/calls.js';
import { hostId, pageOf } from '../../schemas/common.js';

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
  return [push(services), list(services), get(services)];
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
      return presentReceipt(row, connection.provider);
    },
  });
}

/** The call as sent, else as the host registered it. @throws ServiceError `call_unknown`, `contact_required`. */
async function payloadOf(
  scope: WorkspaceScope,
  callId: string,
  given: Omit<z.output<typeof pushBody>, 'provider'>,
): Promise<PushPayload> {
  const kept = await HostRecord.findOne({
    where: { workspaceId: scope.id, object: 'activity', localId: callId },
  });
  const registered = kept?.body as Partial<PushPayload> | undefined;
  const call = given.call ?? registered?.call;
  if (!call)
    throw new ServiceError('call_unknown', {
      detail: `The call ${callId} is not known. Send it as "call", or register it first.`,
    });
  const contact = given.contact ?? registered?.contact;
  if (!contact || Object.values(contact).every((value) => value === undefined)) {
    throw new ServiceError('contact_required', {
      detail: 'Say who the call was with: contact.id, contact.email or contact.phone.',
      errors: [
        {
          path: 'contact',
          code: 'required',
          message: 'needs id, remote_id, email or phone',
          field: 'contact_id',
        },
      ],
    });
  }
  if (!contact.id && !contact.remote_id && !contact.email && !contact.phone) {
    throw new ServiceError('contact_required', {
      detail:
        'A name alone does not tell who the call was with. Add contact.id, contact.email or contact.phone.',
      errors: [
        {
          path: 'contact',
          code: 'required',
          message: 'needs id, remote_id, email or phone',
          field: 'contact_id',
        },
      ],
    });
  }
  const company = given.company ?? registered?.company;
  const deal = given.deal ?? registered?.deal;
  return { call, contact, ...(company ? { company } : {}), ...(deal ? { deal } : {}) };
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
      return { data: rows.map(({ push, provider: id }) => presentReceipt(push, id)), next_cursor: null };
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
      if (row) return presentReceipt(row.push, row.provider);
      throw new ServiceError('push_not_found', {
        detail: `The call ${request.params.call_id} was not sent to a CRM yet.`,
      });
    },
  });
}
