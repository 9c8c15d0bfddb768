import pg from 'pg';
import type { ObjectName } from '../../../shared/records.js';
import { waitUntil } from '../../support/service/wait-until.js';
import type { Replacement } from '../bed/build-service.js';
import { type Bed, openBed } from '../bed/open-bed.js';
import { randomOf } from '../bed/random.js';
import { makeWorld, type World } from '../model/world.js';

const PATIENCE_MS = 60_000;

/** A bed in which one thing is brought about on purpose. */
export interface Scene {
  bed: Bed;
  world: World;
  /** Starts a pull of one object, or of all, and gives the run's id. */
  start(object: ObjectName | 'all', backfill: boolean): Promise<string>;
  ended(runId: string): Promise<void>;
  /** Runs `work` while a transaction of ours that ran `sql` stays open; it is rolled back then. */
  holding(sql: string, work: () => Promise<void>): Promise<void>;
  /** Waits until a process waits for us at a statement that contains this. @returns the process's name. */
  blocked(statement: string): Promise<string>;
}

/** Plays a scene with the service as it is, or as a replaced module breaks it; gives what the scene found. */
export async function play<T>(
  options: { workers: number; settings?: Record<string, unknown>; broken?: Replacement },
  scene: (scene: Scene) => Promise<T>,
): Promise<T> {
  let world: World | undefined;
  const bed = await openBed({
    ...options,
    fill: async (crm) => {
      world = await makeWorld(crm, randomOf(1, 'scene'), { people: 30, companies: 3, deals: 3 });
    },
  });
  try {
    await Promise.all(bed.fleet.workers.map(bed.fleet.fill));
    return await scene(setUp(bed, world as World));
  } finally {
    await bed.close();
  }
}

function setUp(bed: Bed, world: World): Scene {
  const blocked = (statement: string) =>
    waitUntil(
      `somebody waits at ${statement}`,
      async () => {
        const [row] = await bed.sql<{ name: string }>(
          `SELECT application_name AS name FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, $1) > 0`,
          statement,
        );
        return row?.name;
      },
      PATIENCE_MS,
    );
  return {
    bed,
    world,
    blocked,
    async start(object, backfill) {
      const body = { provider: 'hubspot', backfill, ...(object === 'all' ? {} : { objects: [object] }) };
      return (await bed.host.ask<{ run_id: string }>('POST', '/crm/sync/start', { body })).run_id;
    },
    async ended(runId) {
      await waitUntil(
        'the run is over',
        async () => {
          const { state } = await bed.host.ask<{ state: string }>('GET', `/crm/sync/runs/${runId}`);
          return ['succeeded', 'failed', 'cancelled'].includes(state);
        },
        PATIENCE_MS,
      );
    },
    async holding(sql, work) {
      const client = new pg.Client({ connectionString: bed.database.urlFor('bed') });
      await client.connect();
      try {
        // However long the others take: the server would end it after a minute.
        await client.query('SET idle_in_transaction_session_timeout = 0');
        await client.query('BEGIN');
        await client.query(sql);
        await work();
        await client.query('ROLLBACK');
      } finally {
        await client.end();
      }
    },
  };
}
