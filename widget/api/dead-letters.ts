import type { FailedPush } from '../../shared/push.js';
import type * as routes from '../../shared/routes/calls.js';
import type { CrmClient, Endpoint } from './client.js';

const LIST: Endpoint<typeof routes.listFailedPushes> = { method: 'GET', path: '/crm/dead-letters' };
const RETRY: Endpoint<typeof routes.retryFailedPush> = {
  method: 'POST',
  path: '/crm/dead-letters/:push_id/retry',
};
const RETRY_ALL: Endpoint<typeof routes.retryFailedPushes> = {
  method: 'POST',
  path: '/crm/dead-letters/retry',
};

/** Pushes that were refused or given up, newest first, a page after the cursor. */
export function listFailedPushes(
  client: CrmClient,
  query: { provider: string; cursor: string | null; limit: number },
): Promise<routes.ListFailedPushesResult> {
  return client.request(LIST, { query });
}

/** @throws ApiError `dead_letter_not_found`, `dead_letter_superseded`, `not_connected`. */
export function retryFailedPush(client: CrmClient, pushId: string): Promise<FailedPush> {
  return client.request(RETRY, { params: { push_id: pushId } });
}

/** Sends up to 1,000 one more time. */
export function retryFailedPushes(
  client: CrmClient,
  provider: string,
): Promise<routes.RetryFailedPushesResult> {
  return client.request(RETRY_ALL, { body: { provider } });
}
