import type { ObjectProgress, RunError } from '../../shared/run.js';
import type { ClaimedRun } from './lease.js';

/** A line of `crm_sync_logs` about a whole run. */
export interface RunLine {
  level: 'info' | 'error';
  code: string;
  message: string;
  details: { kind: string; seen: number; changed: number; unmapped?: number };
}

/** What a person reads of a run that is over; null of a poll that saw nothing: there are hundreds a day of each connection. */
export function lineOf(
  run: ClaimedRun,
  progress: readonly ObjectProgress[],
  error: RunError | null,
): RunLine | null {
  const sum = (count: (one: ObjectProgress) => number) =>
    progress.reduce((total, one) => total + count(one), 0);
  const seen = sum(({ done }) => done);
  if (run.kind === 'delta' && run.requested_by === null && error === null && seen === 0) return null;
  const changed = sum(({ created, updated }) => created + updated);
  const unmapped = sum(({ failed }) => failed);
  const did = run.kind === 'backfill' ? 'Copied the history' : 'Checked for changes';
  const counts = `${seen} records seen, ${changed} changed`;
  const lacking = unmapped > 0 ? `, ${unmapped} with values that could not be mapped` : '';
  return {
    level: error === null ? 'info' : 'error',
    code: error?.code ?? 'run_finished',
    message: error?.message ?? `${did}: ${counts}${lacking}.`,
    details: { kind: run.kind, seen, changed, ...(unmapped > 0 ? { unmapped } : {}) },
  };
}

/**
 * A statement that writes the lines of runs, for the one that ends them: who reads that a run is over finds its line.
 *
 * @param runs gives them, each with its `line`; one without writes none.
 */
export const logLines = (runs: string): string => `
    INSERT INTO crm_sync_logs (workspace_id, connection_id, run_id, level, code, message, details)
    SELECT workspace_id, connection_id, id, line ->> 'level', line ->> 'code', line ->> 'message', line -> 'details'
      FROM (${runs}) AS lined WHERE line IS NOT NULL`;
