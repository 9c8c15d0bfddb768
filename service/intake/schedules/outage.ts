import type { Agenda } from 'agenda';
import type { Log } from '../../log.js';

/** Whether Agenda reaches its jobs. */
export interface Outage {
  /** True from the first error until a job runs again. */
  isOn(): boolean;
}

/** Tells each error once, not each second, and that it is over. */
export function watchForOutage(agenda: Agenda, storeName: string, log: Log): Outage {
  const told = new Set<string>();
  agenda.on('error', (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    if (told.has(message)) return;
    told.add(message);
    log.warn({ err: error, store: storeName }, 'the scheduler met an error');
  });
  agenda.on('success', () => {
    if (told.size === 0) return;
    told.clear();
    log.info({ store: storeName }, 'the scheduler goes on');
  });
  return { isOn: () => told.size > 0 };
}
