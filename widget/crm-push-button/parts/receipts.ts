import type { PushReceipt } from '../../../shared/push.js';
import { listPushes, readPush } from '../../api/calls.js';
import { ApiError, type CrmClient } from '../../api/client.js';

const WAIT_MS = 20;
const MOST_CALLS = 100;
/** Of ids in one address: what lies between refuses addresses beyond 8 kB. */
const MOST_CHARACTERS = 4_000;
/** The service refuses a whole list for one id it does not know how to read, and commas part the list. */
const CAN_BE_LISTED = /^[^\s/\\?#%,]{1,200}$/;

interface Batch {
  calls: Set<string>;
  length: number;
  answer: Promise<Map<string, PushReceipt>>;
  send: () => void;
}
const open = new WeakMap<CrmClient, Map<string, Batch>>();

/**
 * The newest receipt of a call, null when it was never pushed. All buttons of a workspace that ask within 20 ms share
 * one request of up to 100 calls: a table asks once, and so do the pushes under way in it.
 *
 * @param provider one CRM's receipts only; empty: whichever was sent to last.
 * @throws ApiError, NetworkError.
 */
export async function readReceipt(
  client: CrmClient,
  callId: string,
  provider: string,
): Promise<PushReceipt | null> {
  if (!CAN_BE_LISTED.test(callId)) return readPush(client, callId);
  const batches = open.get(client) ?? new Map<string, Batch>();
  open.set(client, batches);
  const batch = batches.get(provider) ?? begin(client, provider, batches);
  batch.calls.add(callId);
  batch.length += callId.length;
  if (batch.calls.size >= MOST_CALLS || batch.length > MOST_CHARACTERS) batch.send();
  return (await batch.answer).get(callId) ?? null;
}

function begin(client: CrmClient, provider: string, batches: Map<string, Batch>): Batch {
  const calls = new Set<string>();
  const batch = { calls, length: 0 } as Batch;
  batches.set(provider, batch);
  const isFull = new Promise<void>((resolve) => {
    batch.send = () => {
      // Who asks from here on is in the next one.
      if (batches.get(provider) === batch) batches.delete(provider);
      resolve();
    };
  });
  setTimeout(batch.send, WAIT_MS);
  batch.answer = isFull.then(async () => {
    const receipts = await listPushes(client, [...calls], provider).catch(noneOfUnknown);
    return new Map(receipts.map((receipt) => [receipt.call_id, receipt]));
  });
  return batch;
}

/** A CRM the service does not know has received nothing. */
function noneOfUnknown(error: unknown): PushReceipt[] {
  if (error instanceof ApiError && error.code === 'provider_unknown') return [];
  throw error;
}
