import { z } from 'zod';
import { isObjectName, type ObjectName } from '../../../../shared/records.js';
import { getRecord, listRecords, putRecord } from '../../../../shared/routes/records.js';
import { ServiceError } from '../../../errors.js';
import { sayRecord } from '../../../outbound/say-record.js';
import { callerName, type WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { HostRecord } from '../../../store/models/index.js';
import { type FeedPlace, readFeedPatiently, readRecord } from '../../../store/queries/read-feed.js';
import { findOrCreateWorkspace } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentDetail, presentRecord } from '../../presenters/records.js';
import { hostId, pageOf, pageQuery } from '../../schemas/common.js';
import { putBody, putResult, readHostRecord } from '../../schemas/host-records.js';
import { detailSchema, recordSchema } from '../../schemas/records.js';

const object = z.string().min(1).max(40);
/** The change feed, single records, and the host's side of a record. */
export function recordEndpoints(services: Services): Endpoint[] {
  return [list(services), get(services), put(services)];
}

function list(services: Services): Endpoint {
  return defineEndpoint({
    route: listRecords,
    params: z.object({ object }),
    query: pageQuery,
    result: pageOf(recordSchema).extend({ has_more: z.boolean() }),
    handle: async (request) => {
      const { query } = request;
      const after = query.cursor === undefined ? null : decodeCursor(query.cursor, isPlace);
      const rows = await readFeedPatiently(
        services.store,
        workspaceOf(request).id,
        requireObject(request.params.object),
        after,
        query.limit + 1,
      );
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const place: FeedPlace = last ? { xid: last.xid, seq: last.seq } : (after ?? { xid: '0', seq: '0' });
      return {
        data: page.map(presentRecord),
        next_cursor: encodeCursor(place),
        has_more: rows.length > query.limit,
      };
    },
  });
}

function get(services: Services): Endpoint {
  return defineEndpoint({
    route: getRecord,
    params: z.object({ object, local_id: hostId }),
    result: detailSchema,
    handle: async (request) => {
      const { params } = request;
      const row = await readRecord(
        services.store,
        workspaceOf(request).id,
        requireObject(params.object),
        params.local_id,
      );
      if (!row)
        throw new ServiceError('record_not_found', { detail: 'There is no such record in this workspace.' });
      return presentDetail(row);
    },
  });
}

function put(services: Services): Endpoint {
  return defineEndpoint({
    route: putRecord,
    params: z.object({ object, local_id: hostId }),
    body: putBody,
    result: putResult,
    handle: async (request) => {
      const { params, body } = request;
      const object = requireObject(params.object);
      const localId = params.local_id;
      const caller = keyCallerOf(request);
      const given = readHostRecord(object, body);
      const scope = await findOrCreateWorkspace(services.store, caller.app.id, body.workspace_id);
      const updated_at = services.clock.now().toISOString();
      if (given.object === 'activity') {
        await registerCall(scope, localId, given.call, new Date(updated_at));
        return { object, local_id: localId, updated_at, sides: [] };
      }
      const said = { ...given, localId, requestedBy: callerName(caller) };
      const sides = await sayRecord(services, scope, object, said, given.provider);
      return { object, local_id: localId, updated_at, sides };
    },
  });
}

/** A call is kept as the host describes it; it goes to the CRM when it is pushed. */
async function registerCall(
  scope: WorkspaceScope,
  localId: string,
  call: Record<string, unknown>,
  updatedAt: Date,
): Promise<void> {
  const { fields: described, ...rest } = call;
  const body = { call: described, ...rest };
  await HostRecord.upsert({ workspaceId: scope.id, object: 'activity', localId, body, updatedAt });
}

function requireObject(name: string): ObjectName {
  if (isObjectName(name)) return name;
  throw new ServiceError('object_unknown', {
    detail: `There is no "${name}". There are contact, company, deal and activity.`,
  });
}

/** 18 digits: more would not fit a bigint. */
const isDigits = (value: unknown): boolean => typeof value === 'string' && /^\d{1,18}$/.test(value);
const isPlace = (value: unknown): value is FeedPlace =>
  typeof value === 'object' &&
  value !== null &&
  'xid' in value &&
  'seq' in value &&
  isDigits(value.xid) &&
  isDigits(value.seq);
