import { audit } from '../observe/audit.js';
import { liftSwitch, type Switch, throwSwitch } from '../store/queries/pauses.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';

/**
 * Throws or lifts a kill switch. What it holds is put down within a second, also in the middle of a run, waits, and
 * goes on where it stood once it is lifted. Repeating it changes nothing.
 */
export async function setSwitch(
  store: Store,
  which: Switch,
  by: { paused: boolean; actor: string },
): Promise<void> {
  await store.transaction(async (transaction) => {
    const isChanged = by.paused
      ? await throwSwitch(store, which, by.actor, transaction)
      : await liftSwitch(store, which, transaction);
    if (!isChanged) return;
    for (const topic of by.paused
      ? (['called_off'] as const)
      : (['delta', 'backfill', 'push', 'webhook'] as const))
      await wake(store, topic, transaction);
    await audit(
      {
        workspaceId: which.workspaceId,
        actor: by.actor,
        action: by.paused ? 'sync_switched_off' : 'sync_switched_on',
        target: `provider:${which.provider ?? '*'}`,
      },
      transaction,
    );
  });
}
