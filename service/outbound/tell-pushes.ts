import type { Transaction } from 'sequelize';
import type { EventData } from '../../shared/events.js';
import { writeEvents } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import type { Settlement } from './settle-pushes.js';

type Told =
  | { type: 'push.sent'; data: EventData['push.sent'] }
  | { type: 'push.failed'; data: EventData['push.failed'] };

/**
 * Tells what became of pushes of one connection, in the transaction that settles them; those that go on are left out.
 * What the CRM said to a refused value stays in the receipt: it may repeat the value.
 *
 * @param remoteIds what each is in the CRM, by its id.
 */
export async function tellPushes(
  store: Store,
  settled: readonly Settlement[],
  remoteIds: ReadonlyMap<string, string | null>,
  transaction: Transaction,
): Promise<void> {
  const [first] = settled;
  if (!first) return;
  const events = settled.flatMap((one) => toEvent(one, remoteIds.get(one.push.id) ?? null));
  await writeEvents(store, first.push.connection_id, events, transaction);
}

function toEvent({ push, outcome: { state, error } }: Settlement, remoteId: string | null): Told[] {
  const about = { push_id: push.id, object: push.object, local_id: push.local_id };
  if (state === 'sent' || state === 'already_there')
    return [{ type: 'push.sent', data: { ...about, state, remote_id: remoteId } }];
  if (state !== 'failed' && state !== 'dead') return [];
  const { code = 'internal', field = null } = error ?? {};
  return [{ type: 'push.failed', data: { ...about, state, code, field } }];
}
