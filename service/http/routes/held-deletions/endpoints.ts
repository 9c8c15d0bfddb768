import { z } from 'zod';
import {
  decideHeldDeletion,
  listHeldDeletions,
  listHeldRecords,
} from '../../../../shared/routes/held-deletions.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import {
  findHeld,
  type HeldPlace,
  listHeld,
  readHeldRecords,
  workspaceOfHeld,
} from '../../../store/queries/held-deletions.js';
import { decideHeld, unknownHeld } from '../../../sync/deletions/decide-held.js';
import { findWorkspaceById } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentHeld } from '../../presenters/held-deletions.js';
import { presentRecord } from '../../presenters/records.js';
import { pageOf, pageQuery, uuid } from '../../schemas/common.js';
import { recordSchema } from '../../schemas/records.js';
import { heldDeletionSchema } from '../../schemas/sync.js';

const params = z.object({ held_id: uuid });
const state = z.enum(['waiting', 'approved', 'dismissed']);

/** Deletions that were too many at once, and what a person decides of them. */
export function heldDeletionEndpoints(services: Services): Endpoint[] {
  return [list(services), records(services), decide(services)];
}

const ownerOf =
  ({ store }: Services) =>
  async (path: Record<string, string>, appId: string): Promise<string | null> => {
    const id = uuid.safeParse(path.held_id);
    const workspaceId = id.success ? await workspaceOfHeld(store, id.data) : null;
    const owner = workspaceId && (await findWorkspaceById(appId, workspaceId));
    if (!owner) throw unknownHeld();
    return owner.id;
  };

function list({ store }: Services): Endpoint {
  return defineEndpoint({
    route: listHeldDeletions,
    query: pageQuery.extend({ state: state.optional() }),
    result: pageOf(heldDeletionSchema),
    handle: async (request) => {
      const { query } = request;
      const rows = await listHeld(store, workspaceOf(request).id, {
        state: query.state ?? null,
        after: query.cursor === undefined ? null : decodeCursor(query.cursor, isPlace),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        data: page.map(presentHeld),
        next_cursor: last && rows.length > query.limit ? encodeCursor({ at: last.place, id: last.id }) : null,
      };
    },
  });
}

const isPlace = (value: unknown): value is HeldPlace =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'string' &&
  /^\d{4}-[\d :.+-]{10,40}$/.test(value.at) &&
  !Number.isNaN(Date.parse(value.at)) &&
  'id' in value &&
  uuid.safeParse(value.id).success;

const isRemoteId = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 300 && !value.includes('\0');

function records(services: Services): Endpoint {
  return defineEndpoint({
    route: listHeldRecords,
    params,
    query: pageQuery,
    result: pageOf(recordSchema),
    workspaceOf: ownerOf(services),
    handle: async (request) => {
      const { query } = request;
      const held = await findHeld(services.store, workspaceOf(request).id, request.params.held_id);
      if (!held) throw unknownHeld();
      const after = query.cursor === undefined ? null : decodeCursor(query.cursor, isRemoteId);
      const rows = await readHeldRecords(services.store, held.id, after, query.limit + 1);
      const page = rows.slice(0, query.limit);
      return {
        data: page.map(presentRecord),
        next_cursor: rows.length > query.limit ? encodeCursor(page.at(-1)?.remote_id) : null,
      };
    },
  });
}

function decide(services: Services): Endpoint {
  return defineEndpoint({
    route: decideHeldDeletion,
    params,
    body: z.strictObject({ decision: z.enum(['delete', 'keep']), count: z.number().int().min(0) }),
    result: heldDeletionSchema,
    workspaceOf: ownerOf(services),
    handle: async (request) => {
      const by = callerName(keyCallerOf(request));
      const { held_id: id } = request.params;
      return presentHeld(await decideHeld(services, workspaceOf(request), id, { ...request.body, by }));
    },
  });
}
