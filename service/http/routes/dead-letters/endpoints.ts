import { z } from 'zod';
import { DEAD_STATES, type DeadLetter, type PushReceipt } from '../../../../shared/push.js';
import {
  listDeadLetters as listRoute,
  retryDeadLetters,
  retryDeadLetter as retryRoute,
} from '../../../../shared/routes/dead-letters.js';
import { connectorFor } from '../../../connectors/registry.js';
import { audit } from '../../../observe/audit.js';
import {
  countDeadLetters,
  type DeadLetterFilter,
  type DeadLetterRow,
  listDeadLetters,
  MOST_RETRIED,
  retryMatching,
} from '../../../outbound/dead-letters.js';
import { retryDeadLetter } from '../../../outbound/retry-dead-letter.js';
import type { Services } from '../../../services.js';
import { Push } from '../../../store/models/index.js';
import type { Store } from '../../../store/store.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentReceipt, presentReceipts } from '../../presenters/receipts.js';
import { receiptSchema } from '../../schemas/calls.js';
import { hostId, objectName, pageOf, pageQuery, uuid } from '../../schemas/common.js';

const filter = {
  provider: z.string().min(1).max(40).optional(),
  workspace_id: hostId.optional(),
  app_id: uuid.optional(),
  connection_id: uuid.optional(),
  object: objectName.optional(),
  state: z.enum(DEAD_STATES).optional(),
  code: z.string().min(1).max(100).optional(),
};
const deadLetter = receiptSchema.extend({
  app: z.object({ id: uuid, name: z.string() }),
  workspace_id: z.string(),
  correlation_id: z.string(),
  superseded: z.boolean(),
}) satisfies z.ZodType<DeadLetter>;
const actor = 'operator';

/** Pushes that were refused or given up, for the operator. */
export function deadLetterEndpoints(services: Services): Endpoint[] {
  return [list(services), retryMany(services), retryOne(services)];
}

function list(services: Services): Endpoint {
  return defineEndpoint({
    route: listRoute,
    query: pageQuery.extend({ ...filter, superseded: z.enum(['true', 'false']).default('false') }),
    result: pageOf(deadLetter).extend({ total: z.number().int() }),
    handle: async ({ query }) => {
      const { cursor, limit, superseded, ...only } = query;
      const filter = known(only);
      const isSuperseded = superseded === 'true';
      const after = cursor === undefined ? null : decodeCursor(cursor, isSequence);
      const [rows, total] = await Promise.all([
        listDeadLetters(services.store, filter, { after, limit: limit + 1, isSuperseded }),
        countDeadLetters(services.store, filter, isSuperseded),
      ]);
      const page = rows.slice(0, limit);
      return {
        data: await present(services.store, page),
        total,
        next_cursor: rows.length > limit ? encodeCursor(page.at(-1)?.sequence) : null,
      };
    },
  });
}

function retryOne(services: Services): Endpoint {
  return defineEndpoint({
    route: retryRoute,
    params: z.object({ push_id: uuid }),
    result: deadLetter,
    handle: async ({ params }) => {
      const { row, push } = await retryDeadLetter(services.store, params.push_id, { actor });
      return presentOne(row, push, await presentReceipt(services.store, push, row.provider));
    },
  });
}

function retryMany(services: Services): Endpoint {
  return defineEndpoint({
    route: retryDeadLetters,
    body: z.strictObject({ ...filter, limit: z.number().int().min(1).max(MOST_RETRIED).optional() }),
    result: z.object({
      retried: z.number().int(),
      superseded: z.number().int(),
      left: z.number().int(),
      has_more: z.boolean(),
    }),
    handle: ({ body: { limit, ...body } }) =>
      services.store.transaction(async (transaction) => {
        const only = known(body);
        const { ids, superseded, left } = await retryMatching(services.store, only, transaction, limit);
        if (ids.length > 0)
          await audit(
            { actor, action: 'dead_letters_retried', details: { filter: only, push_ids: ids } },
            transaction,
          );
        return { retried: ids.length, superseded, left, has_more: left > 0 };
      }),
  });
}

/** @throws ServiceError `provider_unknown`. */
function known(only: DeadLetterFilter): DeadLetterFilter {
  return only.provider === undefined ? only : { ...only, provider: connectorFor(only.provider).id };
}

/** What a cursor of dead letters holds. */
export const isSequence = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,18}$/.test(value);

async function present(store: Store, rows: readonly DeadLetterRow[]): Promise<DeadLetter[]> {
  const found = await Push.findAll({ where: { id: rows.map(({ id }) => id) } });
  const providers = new Map(rows.map(({ id, provider }) => [id, provider]));
  const receipts = await presentReceipts(
    store,
    found.map((push) => ({ push, provider: providers.get(push.id) ?? '' })),
  );
  const byId = new Map(found.map((push, i) => [push.id, { push, receipt: receipts[i] as PushReceipt }]));
  return rows.flatMap((row) => {
    const each = byId.get(row.id);
    return each ? [presentOne(row, each.push, each.receipt)] : [];
  });
}

function presentOne(row: DeadLetterRow, push: Push, receipt: PushReceipt): DeadLetter {
  return {
    ...receipt,
    app: { id: row.app_id, name: row.app_name },
    workspace_id: row.workspace_id,
    correlation_id: push.correlationId,
    superseded: row.superseded,
  };
}
