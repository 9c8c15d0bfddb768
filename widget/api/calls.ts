import type { PushReceipt } from '../../shared/push.js';
import type { getPush, PushCallBody, pushCall } from '../../shared/routes/calls.js';
import { ApiError, type CrmClient, type Endpoint } from './client.js';

const PUSH: Endpoint<typeof pushCall> = { method: 'POST', path: '/crm/calls/:call_id/push-to-crm' };
const RECEIPT: Endpoint<typeof getPush> = { method: 'GET', path: '/crm/calls/:call_id/push' };

/**
 * Puts a call on its way to the CRM. `key` names the click: a repeat with the same one is the same push.
 *
 * @throws ApiError (`not_connected`, `contact_required`, `call_unknown`, …), NetworkError.
 */
export function pushCallToCrm(
  client: CrmClient,
  callId: string,
  body: PushCallBody,
  key: string,
): Promise<PushReceipt> {
  return client.request(PUSH, { params: { call_id: callId }, body, idempotencyKey: key });
}

/** The receipt of a call, null when it was never pushed. */
export async function readPush(
  client: CrmClient,
  callId: string,
  signal: AbortSignal,
): Promise<PushReceipt | null> {
  try {
    return await client.request<PushReceipt>(RECEIPT, { params: { call_id: callId }, signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'push_not_found') return null;
    throw error;
  }
}
