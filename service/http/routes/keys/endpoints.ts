import { z } from 'zod';
import { PERMISSIONS } from '../../../../shared/keys.js';
import { createEmbedToken, getSession } from '../../../../shared/routes/keys.js';
import { secondsFrom } from '../../../clock.js';
import type { Services } from '../../../services.js';
import { findOrCreateWorkspace } from '../../../tenancy/find-workspace.js';
import { mintKey } from '../../../tenancy/mint-key.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { hostId, isoTime } from '../../schemas/common.js';
import { actorSchema, permissions } from '../../schemas/keys.js';

const DEFAULT_LIFE_S = 1800;

/** Embed tokens, and what the key in use may do. */
export function keyEndpoints(services: Services): Endpoint[] {
  return [embedToken(services), session()];
}

function embedToken(services: Services): Endpoint {
  return defineEndpoint({
    route: createEmbedToken,
    body: z.strictObject({
      workspace_id: hostId,
      permissions: permissions.default([...PERMISSIONS]),
      expires_in: z.number().int().min(60).max(86_400).default(DEFAULT_LIFE_S),
      actor: actorSchema.optional(),
      workspace_name: z.string().trim().min(1).max(200).optional(),
    }),
    result: z.object({
      token: z.string(),
      workspace_id: z.string(),
      permissions: z.array(z.enum(PERMISSIONS)),
      expires_at: isoTime,
    }),
    handle: async (request) => {
      const { app } = keyCallerOf(request);
      const { body } = request;
      const scope = await findOrCreateWorkspace(
        services.store,
        app.id,
        body.workspace_id,
        body.workspace_name,
      );
      const expiresAt = secondsFrom(services.clock, body.expires_in);
      const { key } = await mintKey({
        kind: 'et',
        appId: app.id,
        workspaceId: scope.id,
        permissions: body.permissions,
        actor: body.actor ?? null,
        expiresAt,
      });
      return {
        token: key,
        workspace_id: scope.externalId,
        permissions: body.permissions,
        expires_at: expiresAt.toISOString(),
      };
    },
  });
}

function session(): Endpoint {
  return defineEndpoint({
    route: getSession,
    result: z.object({
      app: z.object({ name: z.string() }),
      workspace_id: z.string().nullable(),
      permissions: z.array(z.enum(PERMISSIONS)),
      actor: actorSchema.nullable(),
      expires_at: isoTime.nullable(),
    }),
    handle: async (request) => {
      const caller = keyCallerOf(request);
      return {
        app: { name: caller.app.name },
        workspace_id: workspaceOf(request).externalId,
        permissions: caller.permissions,
        actor: caller.actor,
        expires_at: caller.expiresAt?.toISOString() ?? null,
      };
    },
  });
}
