import { z } from 'zod';
import { isObjectName, type ObjectName } from '../../../../shared/records.js';
import { getRecord, listRecords, putRecord } from '../../../../shared/routes/records.js';
import { ServiceError } from '../../../errors.js';
import type { Services } from '../../../services.js';
import { HostRecord } from '../../../store/models/index.js';
import { type FeedPlace, readFeedPatiently, readRecord } from '../../../store/queries/read-feed.js';
import { findOrCreateWorkspace } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentRecord } from '../../presenters/records.js';
import { callInput, contactInput, recordInput } from '../../schemas/calls.js';
import { fields, hostId, isoTime, objectName, pageOf, pageQuery, uuid } from '../../schemas/common.js';

const object = z.string().min(1).max(40);
const recordSchema = z.object({
  object: objectName,
  local_id: z.string(),
  remote_id: z.string().nullable(),
  provider: z.string(),
  connection_id: uuid,
  fields,
  custom: fields,
  remote_url: z.string().nullable(),
  deleted: z.boolean(),
  remote_updated_at: isoTime.nullable(),
  updated_at: isoTime,
});
const hostRecord = z.object({ object: objectName, local_id: z.string(), updated_at: isoTime });

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
    result: recordSchema,
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
      return presentRecord(row);
    },
  });
}

function put(services: Services): Endpoint {
  return defineEndpoint({
    route: putRecord,
    params: z.object({ object, local_id: hostId }),
    body: z.strictObject({
      workspace_id: hostId,
      fields: callInput,
      contact: contactInput.optional(),
      company: recordInput.optional(),
      deal: recordInput.optional(),
    }),
    result: hostRecord,
    handle: async (request) => {
      const { params, body } = request;
      const name = requireObject(params.object);
      if (name !== 'activity')
        throw new ServiceError('object_not_supported', {
          detail: `A ${name} cannot be written from the host yet; an activity can.`,
        });
      const scope = await findOrCreateWorkspace(
        services.store,
        keyCallerOf(request).app.id,
        body.workspace_id,
      );
      const { fields: call, workspace_id: _, ...rest } = body;
      const updatedAt = services.clock.now();
      await HostRecord.upsert({
        workspaceId: scope.id,
        object: name,
        localId: params.local_id,
        body: { call, ...rest },
        updatedAt,
      });
      return { object: name, local_id: params.local_id, updated_at: updatedAt.toISOString() };
    },
  });
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
