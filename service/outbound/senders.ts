import { callSender } from './call-sender.js';
import type { ClaimedPush } from './claim-pushes.js';
import { kindOfPush, type PushKind } from './push-payload.js';
import { recordSender } from './record-sender.js';
import type { Sender } from './sender.js';
import { stageSender } from './stage-sender.js';

/** What sends each kind of push. A sender gets back the context it gave, whatever that is. */
const SENDERS: Record<PushKind, Sender<never>> = {
  call: callSender as Sender<never>,
  record: recordSender as Sender<never>,
  stage: stageSender as Sender<never>,
};

export function senderOf(push: ClaimedPush): Sender {
  return SENDERS[kindOfPush(push)] as unknown as Sender;
}

/** Pushes by what sends them, each part in the order given. */
export function bySender(pushes: readonly ClaimedPush[]): Map<Sender, ClaimedPush[]> {
  const parts = new Map<Sender, ClaimedPush[]>();
  for (const push of pushes) {
    const sender = senderOf(push);
    parts.set(sender, [...(parts.get(sender) ?? []), push]);
  }
  return parts;
}
