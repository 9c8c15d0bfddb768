import type { PushReceipt } from '../../shared/push.js';
import type * as routes from '../../shared/routes/calls.js';
import { ApiError, type CrmClient, type Endpoint } from './client.js';

const PUSH: Endpoint<typeof routes.pushCall> = { method: 'POST', path: '/crm/calls/:call_id/push-to-crm' };
const RECEIPT: Endpoint<typeof routes.getPush> = { method: 'GET', path: '/crm/calls/:call_id/push' };
const RECEIPTS: Endpoint<typeof routes.listPushes> = { method: 'GET', path: '/crm/pushes' };

/**
 * Puts a call on its way to the CRM. `key` names the click: a repeat with the same one is the same push.
 *
 * @throws ApiError (`not_connected`, `contact_required`, `call_unknown`, …), NetworkError.
 */
export function pushCallToCrm(
  client: CrmClient,
  callId: string,
  body: routes.PushCallBody,
  key: string,
): Promise<PushReceipt> {
  return client.request(PUSH, { params: { call_id: callId }, body, idempotencyKey: key });
}

/** The newest receipts of up to 100 calls, whose ids hold no comma; calls never pushed are left out. */
export async function listPushes(
  client: CrmClient,
  callIds: readonly string[],
  provider: string,
): Promise<PushReceipt[]> {
  const query = { call_ids: callIds.join(','), provider: provider || null };
  const page = await client.request<routes.ListPushesResult>(RECEIPTS, { query });
  return page.data;
}

/** The receipt of a call, null when it was never pushed: the browser notes that answer as an error in its console. */
export async function readPush(client: CrmClient, callId: string): Promise<PushReceipt | null> {
  try {
    return await client.request<PushReceipt>(RECEIPT, { params: { call_id: callId } });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'push_not_found') return null;
    throw error;
  }
}
