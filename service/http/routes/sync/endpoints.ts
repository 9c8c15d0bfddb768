import { Op } from 'sequelize';
import { z } from 'zod';
import {
  cancelSyncRun,
  getSyncRun,
  getSyncStatus,
  listSyncLogs,
  startSync,
} from '../../../../shared/routes/sync.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { callerName } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { Connection, SyncLog, SyncRun } from '../../../store/models/index.js';
import { refuseUnusable, requireConnection } from '../../../store/queries/find-connection.js';
import { switchedOffSince } from '../../../store/queries/pauses.js';
import { wake } from '../../../store/wake.js';
import { cancelRun } from '../../../sync/cancel-run.js';
import { enqueueRun } from '../../../sync/enqueue-run.js';
import { findWorkspaceById } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentRun } from '../../presenters/runs.js';
import { presentStatus } from '../../presenters/sync-status.js';
import { objectName, pageOf, pageQuery, uuid } from '../../schemas/common.js';
import { logSchema, runSchema, statusSchema } from '../../schemas/sync.js';

const provider = z.string().min(1).max(40);
/** From the least to the gravest. */
const LEVELS = ['info', 'warn', 'error'] as const;
const level = z.enum(LEVELS);

/** Starting syncs and seeing how they go. */
export function syncEndpoints(services: Services): Endpoint[] {
  return [start(services), status(services), logs(), run(services), cancel(services)];
}

function start(services: Services): Endpoint {
  return defineEndpoint({
    route: startSync,
    body: z.strictObject({
      provider,
      mode: z.enum(['pull', 'push']).default('pull'),
      objects: z.array(objectName).min(1).optional(),
      backfill: z.boolean().default(false),
    }),
    result: z.object({ run_id: uuid, already_running: z.boolean() }),
    handle: async (request) => {
      const { body } = request;
      const connector = connectorFor(body.provider);
      const connection = await requireConnection(workspaceOf(request).id, connector.id, connector.label);
      refuseUnusable(connection, connector.label);
      if (await switchedOffSince(services.store, connection))
        throw new ServiceError('connection_paused', {
          detail: `Syncs with ${connector.label} are switched off for the moment. What waits goes on by itself.`,
          next: 'wait',
        });
      const objects = body.objects ?? connector.objects;
      const unknown = objects.find((object) => !connector.objects.includes(object));
      if (unknown)
        throw new ServiceError('object_not_supported', { detail: `${connector.label} has no ${unknown}.` });
      // What waits to be sent needs no run of its own to be sent, but a caller who asks gets one to watch.
      if (body.mode === 'push') await wake(services.store, 'push');
      const { runId, alreadyRunning } = await enqueueRun(services, connection, {
        kind: body.backfill ? 'backfill' : 'delta',
        objects,
        requestedBy: callerName(keyCallerOf(request)),
      });
      return { run_id: runId, already_running: alreadyRunning };
    },
  });
}

function status(services: Services): Endpoint {
  return defineEndpoint({
    route: getSyncStatus,
    query: z.object({ provider: provider.optional() }),
    result: pageOf(statusSchema),
    handle: async (request) => {
      const { query } = request;
      const only = query.provider === undefined ? {} : { provider: connectorFor(query.provider).id };
      const rows = await Connection.findAll({
        where: { workspaceId: workspaceOf(request).id, status: { [Op.ne]: 'disconnected' }, ...only },
        order: [['createdAt', 'ASC']],
      });
      return { data: await Promise.all(rows.map((row) => presentStatus(services, row))), next_cursor: null };
    },
  });
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^\d{1,18}$/.test(value);

function logs(): Endpoint {
  return defineEndpoint({
    route: listSyncLogs,
    query: pageQuery.extend({
      provider: provider.optional(),
      level: level.optional(),
      min_level: level.default('info'),
      run_id: uuid.optional(),
    }),
    result: pageOf(logSchema),
    handle: async (request) => {
      const { query } = request;
      const only = query.provider === undefined ? {} : { provider: connectorFor(query.provider).id };
      const connections = await Connection.findAll({
        where: { workspaceId: workspaceOf(request).id, ...only },
      });
      const names = new Map(connections.map((one) => [one.id, one.provider]));
      const rows = await SyncLog.findAll({
        where: {
          workspaceId: workspaceOf(request).id,
          connectionId: [...names.keys()],
          level: LEVELS.slice(LEVELS.indexOf(query.min_level)).filter(
            (one) => query.level === undefined || one === query.level,
          ),
          ...(query.run_id === undefined ? {} : { runId: query.run_id }),
          ...(query.cursor === undefined ? {} : { id: { [Op.lt]: decodeCursor(query.cursor, isId) } }),
        },
        order: [['id', 'DESC']],
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      return {
        data: page.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          provider: names.get(row.connectionId) ?? '',
          connection_id: row.connectionId,
          run_id: row.runId,
          level: row.level,
          code: row.code,
          message: row.message,
          object: row.object,
          remote_id: row.remoteId,
          details: row.details,
        })),
        next_cursor: rows.length > query.limit ? encodeCursor(page.at(-1)?.id) : null,
      };
    },
  });
}

const params = z.object({ run_id: uuid });

async function ownerOf(path: Record<string, string>, appId: string): Promise<string | null> {
  const id = uuid.safeParse(path.run_id);
  const row = id.success ? await SyncRun.findByPk(id.data) : null;
  const owner = row && (await findWorkspaceById(appId, row.workspaceId));
  if (!owner) throw unknownRun();
  return owner.id;
}

async function showRun(services: Services, workspaceId: string, id: string): Promise<unknown> {
  const row = await SyncRun.findOne({ where: { id, workspaceId } });
  if (!row) throw unknownRun();
  const connection = await Connection.findByPk(row.connectionId, { rejectOnEmpty: true });
  return presentRun(row, connection.provider, services.clock.now());
}

function run(services: Services): Endpoint {
  return defineEndpoint({
    route: getSyncRun,
    params,
    result: runSchema,
    workspaceOf: ownerOf,
    handle: (request) => showRun(services, workspaceOf(request).id, request.params.run_id),
  });
}

function cancel(services: Services): Endpoint {
  return defineEndpoint({
    route: cancelSyncRun,
    params,
    result: runSchema,
    workspaceOf: ownerOf,
    handle: async (request) => {
      const { id } = workspaceOf(request);
      const { run_id: runId } = request.params;
      await showRun(services, id, runId); // refuses another workspace's
      await cancelRun(services.store, runId);
      return showRun(services, id, runId);
    },
  });
}

const unknownRun = (): ServiceError =>
  new ServiceError('run_not_found', { detail: 'There is no such run in this workspace.' });
