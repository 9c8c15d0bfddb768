import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed/open-bed.js';

const STEP_MS = 400;

/**
 * Lets the time pass that nobody wants to wait for: what a dead process held is free. Nothing is taken from one that
 * lives, for a push that is being written must not be written by another one beside it.
 */
export interface Time {
  /** Once. */
  pass(): Promise<void>;
  /** Every now and then, until told to stop. */
  flow(): { stop(): Promise<void> };
}

export function createTime(bed: Bed): Time {
  const expire = (table: 'crm_sync_runs' | 'crm_pushes') =>
    bed.sql(
      `UPDATE ${table} SET lease_until = now() - interval '1 s' WHERE id IN (
         SELECT id FROM ${table} WHERE lease_until > now() AND worker NOT LIKE ALL ($1::text[])
            FOR UPDATE SKIP LOCKED)`,
      ['', ...bed.fleet.aliveIds()],
    );
  const pass = async () => {
    await expire('crm_sync_runs');
    await expire('crm_pushes');
    // Agenda, which would look by itself, is waited for up to ten seconds after a process was killed.
    await bed.sql(
      `SELECT pg_notify('crm_wake', topic) FROM unnest('{delta,backfill,push}'::text[]) AS t(topic)`,
    );
  };
  return {
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
