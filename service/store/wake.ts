import type { Transaction } from 'sequelize';
import type { Store } from './store.js';

/** Kinds of work a worker may be told of. A lost message costs a second: the scheduler looks anyway. */
export const WAKE_CHANNEL = 'crm_wake';
/** `channel`: one is to be opened. `fields`: some that were paused go on. `called_off`: what is under way may have been paused or cancelled. */
export type WakeTopic = 'delta' | 'backfill' | 'push' | 'webhook' | 'channel' | 'fields' | 'called_off';

/** Tells every worker, in every process, that there is work; heard when the transaction commits. */
export async function wake(store: Store, topic: WakeTopic, transaction?: Transaction): Promise<void> {
  await store.sequelize.query('SELECT pg_notify($1, $2)', {
    bind: [WAKE_CHANNEL, topic],
    ...(transaction ? { transaction } : {}),
  });
}
