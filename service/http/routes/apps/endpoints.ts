import { UniqueConstraintError } from 'sequelize';
import { z } from 'zod';
import { PERMISSIONS } from '../../../../shared/keys.js';
import {
  createApp,
  createKey,
  listApps,
  listKeys,
  putProviderCredentials,
  revokeKey,
  updateApp,
} from '../../../../shared/routes/keys.js';
import { connectorFor, regionsOf } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { sealCredentials } from '../../../oauth/provider-access.js';
import { audit } from '../../../observe/audit.js';
import type { Services } from '../../../services.js';
import { ApiKey, App, AppProviderCredentials, Workspace } from '../../../store/models/index.js';
import { findOrCreateWorkspace } from '../../../tenancy/find-workspace.js';
import { mintKey } from '../../../tenancy/mint-key.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { readPage } from '../../paging.js';
import { hostId, pageOf, pageQuery, uuid } from '../../schemas/common.js';
import { appSchema, keySchema, originSchema, permissions } from '../../schemas/keys.js';

const appParams = z.object({ app_id: uuid });
const name = z.string().trim().min(1).max(120);
const origins = z.array(originSchema).max(50);
/** How hard a chosen key is to guess is the operator's to answer for; one left out has 256 random bits. */
const givenKey = z
  .string()
  .regex(/^sk_[A-Za-z0-9_-]{4,190}$/, 'must be sk_ and at least 4 letters, digits, _ or -');
const by = 'operator';

/** Apps and their keys, for the operator. */
export function appEndpoints(services: Services): Endpoint[] {
  return [
    create(services),
    list(),
    update(),
    credentials(services),
    addKey(services),
    keys(),
    revoke(services),
  ];
}

function create(services: Services): Endpoint {
  return defineEndpoint({
    route: createApp,
    body: z.strictObject({ name, allowed_origins: origins.default([]), secret_key: givenKey.optional() }),
    result: appSchema.extend({ secret_key: z.string() }),
    handle: ({ body }) =>
      services.store
        .transaction(async (transaction) => {
          const app = await App.create(
            { name: body.name, allowedOrigins: body.allowed_origins },
            { transaction },
          );
          const { key } = await mintKey(
            {
              kind: 'sk',
              appId: app.id,
              workspaceId: null,
              permissions: [...PERMISSIONS],
              given: body.secret_key,
            },
            transaction,
          );
          await audit(
            { appId: app.id, actor: by, action: 'app_created', target: `app:${app.id}` },
            transaction,
          );
          return { ...presentApp(app), secret_key: key };
        })
        .catch(refuseTakenKey),
  });
}

/** Two apps cannot share a key: it is what tells them apart. */
function refuseTakenKey(error: unknown): never {
  if (!(error instanceof UniqueConstraintError)) throw error;
  throw new ServiceError('bad_request', {
    detail: 'This secret_key is in use already. Choose another one, or leave it out for a new one.',
    errors: [{ path: 'secret_key', code: 'taken', message: 'is in use already' }],
  });
}

function list(): Endpoint {
  return defineEndpoint({
    route: listApps,
    query: pageQuery,
    result: pageOf(appSchema),
    handle: async ({ query }) =>
      readPage(
        query,
        (page) =>
          App.findAll({
            ...page,
            order: [
              ['createdAt', 'ASC'],
              ['id', 'ASC'],
            ],
          }),
        presentApp,
      ),
  });
}

function update(): Endpoint {
  return defineEndpoint({
    route: updateApp,
    params: appParams,
    body: z.strictObject({ name: name.optional(), allowed_origins: origins.optional() }),
    result: appSchema,
    handle: async ({ params, body }) => {
      const app = await findApp(params.app_id);
      await app.update({
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.allowed_origins === undefined ? {} : { allowedOrigins: body.allowed_origins }),
      });
      await audit({
        appId: app.id,
        actor: by,
        action: 'app_updated',
        target: `app:${app.id}`,
        details: body,
      });
      return presentApp(app);
    },
  });
}

function credentials(services: Services): Endpoint {
  const secret = z.string().min(1).max(500);
  return defineEndpoint({
    route: putProviderCredentials,
    params: z.object({ app_id: uuid, provider: z.string() }),
    body: z.strictObject({
      client_id: secret,
      client_secret: secret,
      webhook_secret: secret.optional(),
      region_secrets: z.record(z.string(), secret).optional(),
    }),
    handle: async ({ params, body }) => {
      const app = await findApp(params.app_id);
      const connector = connectorFor(params.provider);
      refuseRegions(connector.id, Object.keys(body.region_secrets ?? {}));
      const secrets = sealCredentials(services.vault, app.id, connector.id, {
        client_secret: body.client_secret,
        webhook_secret: body.webhook_secret ?? null,
        region_secrets: body.region_secrets ?? {},
      });
      await AppProviderCredentials.upsert({
        appId: app.id,
        provider: connector.id,
        clientId: body.client_id,
        secrets,
        updatedAt: services.clock.now(),
      });
      await audit({
        appId: app.id,
        actor: by,
        action: 'provider_credentials_set',
        target: `app:${app.id}`,
        details: { provider: connector.id },
      });
    },
  });
}

/** @throws ServiceError `bad_request`. */
function refuseRegions(provider: string, named: readonly string[]): void {
  const known = regionsOf(provider);
  const unknown = named.filter((region) => !known.includes(region));
  if (unknown.length === 0) return;
  const choice = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  throw new ServiceError('bad_request', {
    detail: `There is no data centre ${unknown.join(', ')}: ${choice}.`,
  });
}

function addKey(services: Services): Endpoint {
  return defineEndpoint({
    route: createKey,
    params: appParams,
    body: z
      .strictObject({
        kind: z.enum(['sk', 'wk']),
        workspace_id: hostId.optional(),
        permissions: permissions.optional(),
      })
      .refine((body) => (body.kind === 'wk') === (body.workspace_id !== undefined), {
        path: ['workspace_id'],
        message: 'is needed for a wk_ key, and only there',
      }),
    result: keySchema.extend({ key: z.string() }),
    handle: async ({ params, body }) => {
      const app = await findApp(params.app_id);
      const scope =
        body.workspace_id === undefined
          ? null
          : await findOrCreateWorkspace(services.store, app.id, body.workspace_id);
      const { key, row } = await mintKey({
        kind: body.kind,
        appId: app.id,
        workspaceId: scope?.id ?? null,
        permissions: body.permissions ?? [...PERMISSIONS],
      });
      await audit({
        appId: app.id,
        workspaceId: scope?.id ?? null,
        actor: by,
        action: 'key_created',
        target: `key:${row.id}`,
        details: { kind: body.kind },
      });
      return { ...presentKey(row, scope?.externalId ?? null), key };
    },
  });
}

function keys(): Endpoint {
  return defineEndpoint({
    route: listKeys,
    params: appParams,
    query: pageQuery,
    result: pageOf(keySchema),
    handle: async ({ params, query }) => {
      const app = await findApp(params.app_id);
      const rows = await readPage(
        query,
        (page) =>
          ApiKey.findAll({
            ...page,
            where: { appId: app.id },
            order: [
              ['createdAt', 'ASC'],
              ['id', 'ASC'],
            ],
          }),
        (row) => row,
      );
      const spaces = await Workspace.findAll({
        where: { id: rows.data.flatMap((row) => row.workspaceId ?? []) },
      });
      const external = new Map(spaces.map((space) => [space.id, space.externalId]));
      return {
        ...rows,
        data: rows.data.map((row) => presentKey(row, external.get(row.workspaceId ?? '') ?? null)),
      };
    },
  });
}

function revoke(services: Services): Endpoint {
  return defineEndpoint({
    route: revokeKey,
    params: z.object({ app_id: uuid, key_id: uuid }),
    handle: async ({ params }) => {
      const app = await findApp(params.app_id);
      const row = await ApiKey.findOne({ where: { id: params.key_id, appId: app.id } });
      if (!row) throw new ServiceError('key_not_found', { detail: 'This app has no such key.' });
      if (row.revokedAt === null) await row.update({ revokedAt: services.clock.now() });
      await audit({
        appId: app.id,
        workspaceId: row.workspaceId,
        actor: by,
        action: 'key_revoked',
        target: `key:${row.id}`,
      });
    },
  });
}

async function findApp(id: string): Promise<App> {
  const app = await App.findByPk(id);
  if (!app) throw new ServiceError('app_not_found', { detail: 'There is no such app.' });
  return app;
}

const presentApp = (app: App) => ({
  id: app.id,
  name: app.name,
  allowed_origins: app.allowedOrigins,
  created_at: app.createdAt.toISOString(),
});

const presentKey = (row: ApiKey, workspaceId: string | null) => ({
  id: row.id,
  kind: row.kind,
  prefix: row.prefix,
  workspace_id: workspaceId,
  permissions: row.permissions,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});
