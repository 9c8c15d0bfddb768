import { QueryTypes } from 'sequelize';
import type { Store } from '../store/store.js';
import type { ClaimedRun } from './lease.js';

/** SQL: whether runs of this kind wait to be taken. */
export const runsWait = (
  kind: string,
): string => `EXISTS (SELECT 1 FROM crm_sync_runs WHERE kind = ${kind} AND state IN ('queued', 'running')
  AND not_before <= now() AND (lease_until IS NULL OR lease_until < now()))`;

/** SQL: the same of kind $1. */
export const QUEUED = runsWait('$1');

/**
 * SQL, the first of a WITH: takes the turn of claiming when `wish` holds. What is taken after it must depend on
 * `MY_TURN`. A claim that committed since this statement began is not among the runs it counts: then the turn has moved
 * on and is not ours.
 */
export const takeTurn = (wish: string): string => `
  wish AS MATERIALIZED (SELECT ${QUEUED} AS queued, (${wish}) AS wanted), turn AS (
    UPDATE crm_claim_turns SET turn = turn + 1
     WHERE turn = (SELECT t.turn FROM crm_claim_turns t) AND (SELECT w.wanted FROM wish w) RETURNING 1)`;

export const MY_TURN = 'EXISTS (SELECT 1 FROM turn)';

/** SQL, the last of a statement: what `taken` holds, beside what `Claim` says. */
export const TOLD = `SELECT w.queued, w.wanted AND NOT ${MY_TURN} AS lost, t.* FROM wish w LEFT JOIN taken t ON true`;

type Row = ClaimedRun & { queued: boolean; lost: boolean };

/** What one claim found. */
export interface Claim {
  runs: ClaimedRun[];
  /** Whether runs of the kind wait that were asked for or whose worker died. */
  queued: boolean;
}

/** Tries for a turn before a claim is left to the next look. Each waits for the one that was faster. */
const TRIES = 50;

/** Runs a claim made of the above until it had its turn. */
export async function claimInTurn(store: Store, sql: string, bind: unknown[]): Promise<Claim> {
  for (let tries = 1; ; tries++) {
    const rows = await store.sequelize.query<Row>(sql, { bind, type: QueryTypes.SELECT });
    if (rows[0]?.lost && tries < TRIES) continue;
    return {
      queued: rows[0]?.queued ?? false,
      runs: rows.filter(({ id }) => id !== null).map(({ queued, lost, ...run }) => run),
    };
  }
}
