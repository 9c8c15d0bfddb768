import { z } from 'zod';
import { listOperatorStatus } from '../../../../shared/routes/sync.js';
import { connectorFor } from '../../../connectors/registry.js';
import type { Services } from '../../../services.js';
import { type OperatorPlace, readOperatorStatus } from '../../../store/queries/read-operator-status.js';
import { defineEndpoint, type Endpoint } from '../../endpoint.js';
import { decodeCursor, encodeCursor } from '../../paging.js';
import { presentOperatorStatus } from '../../presenters/operator-status.js';
import { hostId, pageOf, pageQuery, uuid } from '../../schemas/common.js';
import { operatorStatusSchema } from '../../schemas/operator-status.js';

const place = z.strictObject({ app_id: uuid, workspace_id: z.string(), connection_id: uuid });
const isPlace = (value: unknown): value is OperatorPlace => place.safeParse(value).success;

/** How every connection does, for the operator. */
export function operatorStatusEndpoints({ store, clock }: Services): Endpoint[] {
  const list = defineEndpoint({
    route: listOperatorStatus,
    query: pageQuery.extend({
      provider: z.string().min(1).max(40).optional(),
      workspace_id: hostId.optional(),
      app_id: uuid.optional(),
    }),
    result: pageOf(operatorStatusSchema),
    handle: async ({ query: { cursor, limit, provider, workspace_id, app_id } }) => {
      const filter = {
        provider: provider === undefined ? null : connectorFor(provider).id,
        workspaceId: workspace_id ?? null,
        appId: app_id ?? null,
      };
      const after = cursor === undefined ? null : decodeCursor(cursor, isPlace);
      const rows = await readOperatorStatus(store, filter, { after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        data: page.map((row) => presentOperatorStatus(row, clock.now())),
        next_cursor: rows.length > limit && last ? encodeCursor(placeOf(last)) : null,
      };
    },
  });
  return [list];
}

const placeOf = ({ app_id, workspace_id, connection_id }: OperatorPlace): OperatorPlace => ({
  app_id,
  workspace_id,
  connection_id,
});
