import type { Transaction } from 'sequelize';
import { z } from 'zod';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  getWebhookEndpoint,
  listWebhookEndpoints,
  rotateWebhookSecret,
  testWebhookEndpoint,
  updateWebhookEndpoint,
} from '../../../../shared/routes/webhook-endpoints.js';
import { secondsFrom } from '../../../clock.js';
import { checkUrl } from '../../../events/webhooks/check-url.js';
import { sendTest } from '../../../events/webhooks/deliver.js';
import {
  deleteEndpoint,
  type EndpointRow,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  updateEndpoint,
} from '../../../events/webhooks/endpoints.js';
import { addSecret } from '../../../events/webhooks/secrets.js';
import { audit } from '../../../observe/audit.js';
import { callerName, type KeyCaller } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { findOrCreateWorkspace } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf } from '../../endpoint.js';
import { readPage } from '../../paging.js';
import { presentEndpoint } from '../../presenters/webhook-endpoints.js';
import { isoTime, pageOf, pageQuery } from '../../schemas/common.js';
import { attemptSchema, endpointSchema, wishSchema } from '../../schemas/webhook-endpoints.js';
import { endpointOf, endpointParams } from './find-endpoint.js';

const DAY_S = 86_400;
const { url, description, event_types, workspace_id } = wishSchema;

/** Where an app has events sent, and the secrets that sign them. */
export function webhookEndpointEndpoints(services: Services): Endpoint[] {
  return [
    create(services),
    list(services),
    get(services),
    update(services),
    remove(services),
    rotate(services),
    test(services),
  ];
}

function create(services: Services): Endpoint {
  return defineEndpoint({
    route: createWebhookEndpoint,
    body: z.strictObject({
      url,
      description: description.default(null),
      event_types: event_types.default(null),
      workspace_id: workspace_id.default(null),
    }),
    result: endpointSchema.extend({ secret: z.string() }),
    handle: async (request) => {
      const caller = keyCallerOf(request);
      const { body } = request;
      checkUrl(body.url, services.config.allowPrivateCrmHosts);
      const workspaceKey = await workspaceKeyOf(services, caller, body.workspace_id);
      const wish = { ...body, eventTypes: body.event_types, workspaceKey };
      return services.store.transaction(async (transaction) => {
        const id = await insertEndpoint(services.store, caller.app.id, wish, transaction);
        const secret = await addSecret(services, id, services.clock.now(), transaction);
        await note(caller, 'webhook_endpoint_created', id, transaction);
        const row = await findEndpoint(services.store, caller.app.id, id, transaction);
        return { ...presentEndpoint(row as EndpointRow), secret };
      });
    },
  });
}

function list({ store }: Services): Endpoint {
  return defineEndpoint({
    route: listWebhookEndpoints,
    query: pageQuery,
    result: pageOf(endpointSchema),
    handle: (request) => {
      const { app } = keyCallerOf(request);
      return readPage(request.query, (page) => listEndpoints(store, app.id, page), presentEndpoint);
    },
  });
}

function get({ store }: Services): Endpoint {
  return defineEndpoint({
    route: getWebhookEndpoint,
    params: endpointParams,
    result: endpointSchema,
    handle: async (request) => presentEndpoint(await endpointOf(store, request)),
  });
}

function update(services: Services): Endpoint {
  return defineEndpoint({
    route: updateWebhookEndpoint,
    params: endpointParams,
    body: z.strictObject({
      url: url.optional(),
      description: description.optional(),
      event_types: event_types.optional(),
      workspace_id: workspace_id.optional(),
      enabled: z.boolean().optional(),
    }),
    result: endpointSchema,
    handle: async (request) => {
      const caller = keyCallerOf(request);
      const { body } = request;
      if (body.url !== undefined) checkUrl(body.url, services.config.allowPrivateCrmHosts);
      const before = await endpointOf(services.store, request);
      const named =
        body.workspace_id === undefined
          ? undefined
          : await workspaceKeyOf(services, caller, body.workspace_id);
      return services.store.transaction(async (transaction) => {
        const known = await endpointOf(services.store, request, transaction);
        const wish = {
          url: body.url ?? known.url,
          description: body.description === undefined ? known.description : body.description,
          eventTypes: body.event_types === undefined ? known.event_types : body.event_types,
          workspaceKey: named === undefined ? known.workspace_key : named,
          enabled: body.enabled ?? known.enabled,
        };
        await updateEndpoint(services.store, before.id, wish, transaction);
        await note(caller, 'webhook_endpoint_changed', before.id, transaction);
        return presentEndpoint(await endpointOf(services.store, request, transaction));
      });
    },
  });
}

function remove({ store }: Services): Endpoint {
  return defineEndpoint({
    route: deleteWebhookEndpoint,
    params: endpointParams,
    handle: (request) =>
      store.transaction(async (transaction) => {
        const { id } = await endpointOf(store, request, transaction);
        await deleteEndpoint(store, id, transaction);
        await note(keyCallerOf(request), 'webhook_endpoint_removed', id, transaction);
      }),
  });
}

function rotate(services: Services): Endpoint {
  return defineEndpoint({
    route: rotateWebhookSecret,
    params: endpointParams,
    body: z.strictObject({
      overlap_s: z
        .number()
        .int()
        .min(0)
        .max(7 * DAY_S)
        .default(DAY_S),
    }),
    result: z.object({ secret: z.string(), old_secret_expires_at: isoTime }),
    handle: (request) =>
      services.store.transaction(async (transaction) => {
        const { id } = await endpointOf(services.store, request, transaction);
        const endsAt = secondsFrom(services.clock, request.body.overlap_s);
        const secret = await addSecret(services, id, endsAt, transaction);
        await note(keyCallerOf(request), 'webhook_secret_rotated', id, transaction);
        return { secret, old_secret_expires_at: endsAt.toISOString() };
      }),
  });
}

function test(services: Services): Endpoint {
  return defineEndpoint({
    route: testWebhookEndpoint,
    params: endpointParams,
    result: attemptSchema.extend({ delivered: z.boolean() }),
    handle: async (request) => {
      const endpoint = await endpointOf(services.store, request);
      const attempt = await sendTest(services, { ...endpoint, appId: endpoint.app_id });
      return { delivered: attempt.error === null, ...attempt };
    },
  });
}

/** Our id of the workspace that the host names; it comes to be the first time it is named. */
async function workspaceKeyOf(
  { store }: Services,
  { app }: KeyCaller,
  externalId: string | null,
): Promise<string | null> {
  return externalId === null ? null : (await findOrCreateWorkspace(store, app.id, externalId)).id;
}

function note(caller: KeyCaller, action: string, id: string, transaction: Transaction): Promise<void> {
  const target = `webhook_endpoint:${id}`;
  return audit({ appId: caller.app.id, actor: callerName(caller), action, target }, transaction);
}
