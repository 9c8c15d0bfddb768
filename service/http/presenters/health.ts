import type { ConnectionStatus } from '../../../shared/connection.js';
import type { Health, RunError, RunKind } from '../../../shared/run.js';

/** Past its time by this much, a check counts as late. */
const LATE_MS = 10 * 60_000;

/** What the health of a connection is told by. */
export interface HealthFacts {
  status: ConnectionStatus;
  /** By a switch of the operator. */
  isOff: boolean;
  /** Whether any object has a place where deltas go on. */
  hasBegun: boolean;
  hasCursors: boolean;
  /** A run that waits or is under way. */
  current: { kind: RunKind; error: unknown } | null;
  /** What stands in the way now. */
  error: RunError | null;
  /** Null: no poll is due. */
  nextAt: Date | null;
  now: Date;
}

/** The one word for how a connection does, worst first. */
export function healthOf(facts: HealthFacts): Health {
  const { current, error, nextAt } = facts;
  if (facts.status !== 'active') return facts.status;
  if (facts.isOff) return 'paused';
  if (error?.code === 'crm_rate_limited') return 'waiting_for_crm';
  if (current && (current.kind === 'backfill' || !facts.hasCursors) && current.error === null)
    return 'running';
  if (error !== null) return 'error';
  if (!facts.hasBegun) return 'never_run';
  if (nextAt && facts.now.getTime() - nextAt.getTime() > LATE_MS) return 'late';
  return 'healthy';
}
