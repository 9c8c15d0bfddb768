import { z } from 'zod';
import { listPauses, pauseSync } from '../../../../shared/routes/pauses.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { setSwitch } from '../../../intake/switch-off.js';
import type { Services } from '../../../services.js';
import { Workspace } from '../../../store/models/index.js';
import { listPauses as readPauses } from '../../../store/queries/pauses.js';
import type { Store } from '../../../store/store.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { hostId, isoTime, pageOf, uuid } from '../../schemas/common.js';

const pauseSchema = z.object({
  provider: z.string().nullable(),
  app_id: uuid.nullable(),
  workspace_id: z.string().nullable(),
  paused_by: z.string(),
  paused_at: isoTime,
});

/** The operator's kill switches. */
export function pauseEndpoints(services: Services): Endpoint[] {
  return [pause(services), list(services)];
}

function pause({ store }: Services): Endpoint {
  return defineEndpoint({
    route: pauseSync,
    query: z.object({
      provider: z.string().min(1).max(40),
      pause: z.enum(['true', 'false']),
      workspace_id: hostId.optional(),
      app_id: uuid.optional(),
    }),
    result: pageOf(pauseSchema),
    handle: async ({ query }) => {
      const which = {
        provider: query.provider === '*' ? null : connectorFor(query.provider).id,
        workspaceId: await findWorkspaceId(query.workspace_id, query.app_id),
      };
      await setSwitch(store, which, { paused: query.pause === 'true', actor: 'operator' });
      return presentPauses(store);
    },
  });
}

function list({ store }: Services): Endpoint {
  return defineEndpoint({
    route: listPauses,
    result: pageOf(pauseSchema),
    handle: () => presentPauses(store),
  });
}

/** There are as many as an operator threw by hand: one page holds them. */
async function presentPauses(store: Store): Promise<unknown> {
  const rows = await readPauses(store);
  return { data: rows.map((row) => ({ ...row, paused_at: row.paused_at.toISOString() })), next_cursor: null };
}

/** A host's id is unique within its app only. Null stands for every workspace. */
async function findWorkspaceId(
  externalId: string | undefined,
  appId: string | undefined,
): Promise<string | null> {
  if (externalId === undefined && appId === undefined) return null;
  if (externalId === undefined)
    throw new ServiceError('bad_request', { detail: 'app_id alone switches nothing: add workspace_id.' });
  const rows = await Workspace.findAll({
    where: { externalId, ...(appId === undefined ? {} : { appId }) },
    limit: 2,
  });
  if (rows.length > 1)
    throw new ServiceError('bad_request', {
      detail: `More than one app has a workspace ${externalId}. Say which: app_id.`,
      errors: [{ path: 'app_id', code: 'required', message: 'is needed to tell the workspaces apart' }],
    });
  const [row] = rows;
  if (!row) throw new ServiceError('workspace_not_found', { detail: `There is no workspace ${externalId}.` });
  return row.id;
}
