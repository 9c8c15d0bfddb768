import type { PushReceipt } from '../../shared/push.js';
import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service.js';
import { SETTLED, type Workbench } from './workbench.js';

/** Like `settled` of the workbench; whenever the push waits for its next try it is due at once. */
export const settledSooner = (bench: Workbench, callId: string, ...states: string[]): Promise<PushReceipt> =>
  waitUntil(`call ${callId} is ${states.join(' or ') || 'settled'}`, async () => {
    const receipt = await bench.receipt(callId);
    if ((states.length > 0 ? states : SETTLED).includes(receipt.state)) return receipt;
    await pushSooner(bench, { localId: callId });
    return null;
  });
