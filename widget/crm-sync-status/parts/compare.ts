import type { SyncRun, SyncStatus } from '../../../shared/run.js';
import { isActive } from './reading.js';

export interface HealthChange {
  status: SyncStatus;
  previous: SyncStatus;
}

/** Connections whose health is not what it was. New and gone ones are no change of health. Pure. */
export function changedHealth(before: readonly SyncStatus[], now: readonly SyncStatus[]): HealthChange[] {
  return now.flatMap((status) => {
    const previous = before.find((one) => one.connection_id === status.connection_id);
    return previous && previous.health !== status.health ? [{ status, previous }] : [];
  });
}

/** Ids of the runs queued or under way. */
export function activeRuns(statuses: readonly SyncStatus[]): string[] {
  return statuses.flatMap(({ current_run: run }) => (isActive(run) ? [run.id] : []));
}

/** Those of the watched runs that have ended. Pure. */
export function endedRuns(watched: ReadonlySet<string>, now: readonly SyncStatus[]): SyncRun[] {
  return now
    .flatMap(({ current_run, last_run }) => [current_run, last_run])
    .filter((run): run is SyncRun => run !== null && watched.has(run.id) && !isActive(run))
    .filter((run, index, all) => all.findIndex(({ id }) => id === run.id) === index);
}
