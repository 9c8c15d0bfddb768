import type { SyncRun as RunView } from '../../../shared/run.js';
import type { SyncRun } from '../../store/models/index.js';

/** An estimate means something after this long and this share. */
const ESTIMATE_AFTER_S = 10;
const ESTIMATE_AFTER_SHARE = 0.05;

export function presentRun(run: SyncRun, provider: string, now: Date): RunView {
  return {
    id: run.id,
    connection_id: run.connectionId,
    provider,
    kind: run.kind,
    state: run.state,
    objects: run.progress,
    error: run.error,
    ...estimate(run, now),
    requested_by: run.requestedBy,
    queued_at: run.queuedAt.toISOString(),
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
  };
}

function estimate(run: SyncRun, now: Date): { rate: number | null; eta_s: number | null } {
  if (!run.startedAt) return { rate: null, eta_s: null };
  const seconds = ((run.finishedAt ?? now).getTime() - run.startedAt.getTime()) / 1000;
  const done = run.progress.reduce((sum, one) => sum + one.done, 0);
  if (done === 0 || seconds <= 0) return { rate: null, eta_s: null };
  const rate = Math.round((done / seconds) * 10) / 10;
  const total = run.progress.reduce((sum, one) => sum + (one.total ?? 0), 0);
  const isKnown = run.progress.every((one) => one.total !== null || one.state === 'done');
  if (
    run.state !== 'running' ||
    !isKnown ||
    seconds < ESTIMATE_AFTER_S ||
    done / total < ESTIMATE_AFTER_SHARE
  )
    return { rate, eta_s: null };
  return { rate, eta_s: Math.max(1, Math.round((total - done) / rate)) };
}
