import type { Transaction } from 'sequelize';
import { z } from 'zod';
import { ServiceError } from '../../../errors.js';
import { type EndpointRow, findEndpoint } from '../../../events/webhooks/endpoints.js';
import type { Caller } from '../../../scope.js';
import type { Store } from '../../../store/store.js';
import { keyCallerOf } from '../../endpoint.js';
import { uuid } from '../../schemas/common.js';

export const endpointParams = z.object({ endpoint_id: uuid });

/** The endpoint in the path. @throws ServiceError `webhook_endpoint_not_found`, also where it is another app's. */
export async function endpointOf(
  store: Store,
  request: { caller: Caller | null; params: { endpoint_id: string } },
  transaction?: Transaction,
): Promise<EndpointRow> {
  const { app } = keyCallerOf(request);
  const row = await findEndpoint(store, app.id, request.params.endpoint_id, transaction);
  if (!row)
    throw new ServiceError('webhook_endpoint_not_found', {
      detail: 'This app has no such webhook endpoint.',
    });
  return row;
}
