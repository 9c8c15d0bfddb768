import type { ObjectName } from '../../shared/records.js';
import type { ObjectProgress } from '../../shared/run.js';

export function newProgress(object: ObjectName): ObjectProgress {
  return { object, state: 'waiting', done: 0, total: null, created: 0, updated: 0, unchanged: 0, failed: 0 };
}

/** Progress after one more page; `total` never falls behind what was done. */
export function addPage(
  progress: ObjectProgress,
  page: { seen: number; created: number; updated: number; failed: number; total: number | null },
): ObjectProgress {
  const done = progress.done + page.seen;
  const total = page.total ?? progress.total;
  return {
    ...progress,
    state: 'running',
    done,
    total: total === null ? null : Math.max(total, done),
    created: progress.created + page.created,
    updated: progress.updated + page.updated,
    unchanged: progress.unchanged + page.seen - page.created - page.updated,
    failed: progress.failed + page.failed,
  };
}
