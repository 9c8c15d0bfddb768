import { randomUUID } from 'node:crypto';
import { QueryTypes } from 'sequelize';
import { pause } from '../connectors/pause.js';
import type { Store } from '../store/store.js';
import { createSlots } from './slots.js';

/** A process that dies keeps a slot for so long; one that lives says again that it holds it. */
const LEASE_S = 10;
const BEAT_MS = 3_000;
/** A slot that another process waits for is left to it for so long. */
const WISH_S = 1;
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 250;

/** Turns to talk to a server, shared by every process on the database. */
export interface SharedSlots {
  take(signal?: AbortSignal): Promise<void>;
  free(): void;
}

/** Nobody holds it or who did is gone, and nobody else waits for it. */
const TAKE = `
  UPDATE crm_request_slots SET holder = $2, held_until = now() + interval '${LEASE_S} s', wished_by = NULL
   WHERE server = $1 AND slot = (
     SELECT slot FROM crm_request_slots
      WHERE server = $1 AND held_until <= now()
        AND (wished_by IS NULL OR wished_by = $2 OR wished_until <= now())
      ORDER BY slot LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING slot`;
const MAKE = `
  INSERT INTO crm_request_slots (server, slot) SELECT $1, n FROM generate_series(1, $2::int) n ON CONFLICT DO NOTHING`;
/** Else a process with much to do would take its own slot again each time, before anybody sees it free. */
const WISH = `
  UPDATE crm_request_slots SET wished_by = $2, wished_until = now() + interval '${WISH_S} s'
   WHERE server = $1 AND slot = (
     SELECT slot FROM crm_request_slots WHERE server = $1 AND (wished_by IS NULL OR wished_by = $2 OR wished_until <= now())
      ORDER BY wished_by IS NOT DISTINCT FROM $2 DESC, slot LIMIT 1 FOR UPDATE SKIP LOCKED)`;
const BEAT = `
  UPDATE crm_request_slots SET held_until = now() + interval '${LEASE_S} s'
   WHERE server = $1 AND slot = $3 AND holder = $2`;
const FREE = `
  UPDATE crm_request_slots SET held_until = '-infinity', holder = NULL WHERE server = $1 AND slot = $3 AND holder = $2`;

/**
 * Lets `count` requests to a server out at a time, whichever process they come from. Within a process they go in order;
 * between processes whoever waits is next.
 *
 * Its `take` throws the signal's reason, and the database's own error when that is away.
 */
export function createSharedSlots(store: Store, server: string, count: number): SharedSlots {
  const me = randomUUID();
  const line = createSlots(count);
  const held: { slot: number; beat: NodeJS.Timeout }[] = [];
  const ask = (sql: string, ...bind: unknown[]) =>
    store.sequelize.query<{ slot: number }>(sql, { bind: [server, ...bind], type: QueryTypes.SELECT });

  const lease = async (signal?: AbortSignal): Promise<number> => {
    for (let waitMs = 0; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2 || FIRST_WAIT_MS)) {
      if (waitMs > 0) await pause(waitMs * (0.5 + Math.random()), signal);
      signal?.throwIfAborted();
      const [found] = await ask(TAKE, me);
      if (found) return found.slot;
      if (waitMs === 0) await ask(MAKE, count);
      else await ask(WISH, me);
    }
  };

  return {
    async take(signal) {
      await line.take();
      try {
        const slot = await lease(signal);
        const beat = setInterval(() => void ask(BEAT, me, slot).catch(() => undefined), BEAT_MS);
        beat.unref();
        held.push({ slot, beat });
      } catch (error) {
        line.free();
        throw error;
      }
    },
    free() {
      const one = held.shift();
      if (!one) return;
      clearInterval(one.beat);
      // One that cannot be told is free by itself after a while.
      void ask(FREE, me, one.slot)
        .catch(() => undefined)
        .finally(() => line.free());
    },
  };
}
