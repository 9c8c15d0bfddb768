import { z } from 'zod';
import type { FailedPush } from '../../../../shared/push.js';
import { listFailedPushes, retryFailedPush, retryFailedPushes } from '../../../../shared/routes/calls.js';
import { connectorFor } from '../../../connectors/registry.js';
import { ServiceError } from '../../../errors.js';
import { audit } from '../../../observe/audit.js';
import { type DeadLetterFilter, listDeadLetters, retryMatching } from '../../../outbound/dead-letters.js';
import type { PushPayload } from '../../../outbound/push-payload.js';
import { titleOfPush } from '../../../outbound/push-title.js';
import { retryDeadLetter } from '../../../outbound/retry-dead-letter.js';
import { callerName, type WorkspaceScope } from '../../../scope.js';
import type { Services } from '../../../services.js';
import { Push } from '../../../store/models/index.js';
import type { Store } from '../../../store/store.js';
import { findWorkspaceById } from '../../../tenancy/find-workspace.js';
import { defineEndpoint, type Endpoint, keyCallerOf, workspaceOf } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { type ProviderPush, presentReceipts } from '../../presenters/receipts.js';
import { receiptSchema } from '../../schemas/calls.js';
import { objectName, pageOf, pageQuery, uuid } from '../../schemas/common.js';
import { isSequence } from './endpoints.js';

const filter = { provider: z.string().min(1).max(40).optional(), object: objectName.optional() };
const failedPush = receiptSchema.extend({ title: z.string().nullable() }) satisfies z.ZodType<FailedPush>;

/** A workspace's own pushes that were refused or given up. */
export function failedPushEndpoints(services: Services): Endpoint[] {
  return [list(services), retryMany(services), retryOne(services)];
}

/** Those of one workspace only. @throws ServiceError `provider_unknown`. */
function within(scope: WorkspaceScope, { provider, object }: DeadLetterFilter): DeadLetterFilter {
  const named = provider === undefined ? {} : { provider: connectorFor(provider).id };
  return { workspace_id: scope.externalId, app_id: scope.appId, object, ...named };
}

function list({ store }: Services): Endpoint {
  return defineEndpoint({
    route: listFailedPushes,
    query: pageQuery.extend(filter),
    result: pageOf(failedPush),
    handle: async (request) => {
      const { cursor, limit, ...only } = request.query;
      const rows = await listDeadLetters(store, within(workspaceOf(request), only), {
        after: cursor === undefined ? null : decodeCursor(cursor, isSequence),
        limit: limit + 1,
        isSuperseded: false,
      });
      const page = rows.slice(0, limit);
      const found = await Push.findAll({ where: { id: page.map(({ id }) => id) } });
      const providers = new Map(page.map(({ id, provider }) => [id, provider]));
      const pushes = found.map((push) => ({ push, provider: providers.get(push.id) ?? '' }));
      const shown = await present(store, pushes);
      return {
        data: page.flatMap(({ id }) => shown.find(({ push_id }) => push_id === id) ?? []),
        next_cursor: rows.length > limit ? encodeCursor(page.at(-1)?.sequence) : null,
      };
    },
  });
}

async function present(store: Store, rows: readonly ProviderPush[]): Promise<FailedPush[]> {
  const receipts = await presentReceipts(store, rows);
  const titles = rows.map(({ push }) => titleOfPush(push.object, push.payload as unknown as PushPayload));
  return receipts.map((receipt, index) => ({ ...receipt, title: titles[index] ?? null }));
}

function retryOne({ store }: Services): Endpoint {
  return defineEndpoint({
    route: retryFailedPush,
    params: z.object({ push_id: uuid }),
    result: failedPush,
    workspaceOf: async (path, appId) => {
      const id = uuid.safeParse(path.push_id);
      const push = id.success ? await Push.findByPk(id.data) : null;
      const owner = push && (await findWorkspaceById(appId, push.workspaceId));
      if (!owner)
        throw new ServiceError('dead_letter_not_found', {
          detail: 'No push with this id is waiting for a decision.',
        });
      return owner.id;
    },
    handle: async (request) => {
      const by = { actor: callerName(keyCallerOf(request)), workspaceId: workspaceOf(request).id };
      const { row, push } = await retryDeadLetter(store, request.params.push_id, by);
      return (await present(store, [{ push, provider: row.provider }]))[0];
    },
  });
}

function retryMany({ store }: Services): Endpoint {
  return defineEndpoint({
    route: retryFailedPushes,
    body: z.strictObject(filter),
    result: z.object({ retried: z.number().int(), superseded: z.number().int(), has_more: z.boolean() }),
    handle: (request) =>
      store.transaction(async (transaction) => {
        const scope = workspaceOf(request);
        const only = within(scope, request.body);
        const { ids, superseded, left } = await retryMatching(store, only, transaction);
        const actor = callerName(keyCallerOf(request));
        const details = { filter: only, push_ids: ids };
        const about = { appId: scope.appId, workspaceId: scope.id };
        if (ids.length > 0)
          await audit({ ...about, actor, action: 'dead_letters_retried', details }, transaction);
        return { retried: ids.length, superseded, has_more: left > 0 };
      }),
  });
}
