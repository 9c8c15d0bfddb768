import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed/open-bed.js';

const STEP_MS = 400;
/** Leases of runs and of pushes last so long. */
const LEASE_S = { crm_sync_runs: 60, crm_pushes: 90 } as const;
/** Whoever was at work when the database was killed has met its end by then. */
const UNDER_WAY_MS = 4_000;

/**
 * Lets the time pass that nobody wants to wait for: what a dead process held is free, and so is what a living one had to
 * leave when the database died under it. Nothing is taken from somebody who works on it.
 */
export interface Time {
  /** Whatever was at work until now may have failed without a word: the database was killed. */
  everybodyFailed(): void;
  /** Once. */
  pass(): Promise<void>;
  /** Every now and then, until told to stop. */
  flow(): { stop(): Promise<void> };
}

export function createTime(bed: Bed): Time {
  let diedAt = new Date(0);
  const expire = async (table: keyof typeof LEASE_S) => {
    const orphanedBefore = Date.now() - diedAt.getTime() > UNDER_WAY_MS ? diedAt : new Date(0);
    await bed.sql(
      `UPDATE ${table} SET lease_until = now() - interval '1 s'
        WHERE lease_until > now() AND (worker NOT LIKE ALL ($1::text[])
              OR lease_until - make_interval(secs => ${LEASE_S[table]}) < $2::timestamptz)`,
      ['', ...bed.fleet.aliveIds()],
      orphanedBefore.toISOString(),
    );
  };
  const pass = async () => {
    await expire('crm_sync_runs');
    await expire('crm_pushes');
    // Agenda, which would look by itself, is waited for up to ten seconds after a process was killed.
    await bed.sql(
      `SELECT pg_notify('crm_wake', topic) FROM unnest('{delta,backfill,push}'::text[]) AS t(topic)`,
    );
  };
  return {
    everybodyFailed: () => {
      diedAt = new Date();
    },
    pass,
    flow() {
      let isStopped = false;
      const flowing = (async () => {
        while (!isStopped) {
          await pass();
          await sleep(STEP_MS);
        }
      })();
      flowing.catch(() => undefined);
      return {
        async stop() {
          isStopped = true;
          await flowing;
        },
      };
    },
  };
}
