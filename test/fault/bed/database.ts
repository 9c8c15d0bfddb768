import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../service/store/embedded/index.js';
import { waitUntil } from '../../support/service/wait-until.js';

/** What is committed outlives a killed server; only a power cut is not survived, and none is tried. */
const SETTINGS = { fsync: 'off', max_connections: '150', shared_buffers: '32MB', log_min_messages: 'fatal' };

/** A PostgreSQL of its own, which a test may kill and start again at the same address. */
export interface FaultDatabase {
  /** Names the caller to the server, which knows afterwards whose writes are whose. */
  urlFor(name: string): string;
  /** Asks past everything else; waits while the server is down. */
  sql<T extends object = Record<string, unknown>>(query: string, ...bind: unknown[]): Promise<T[]>;
  /** SIGKILL of the whole server, or of one process of it, upon which it recovers by itself. */
  kill(what: 'server' | 'backend'): Promise<void>;
  /** Starts a killed server again. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

const PASSING =
  /ECONNREFUSED|ECONNRESET|EPIPE|terminat|starting up|shutting down|recovery mode|crash of another|not yet accepting|timeout exceeded/i;

export async function startFaultDatabase(): Promise<FaultDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crm-connect-fault-'));
  const start = () => startEmbeddedPostgres({ dataDir, database: 'fault', settings: SETTINGS });
  let server = await start();
  const urlFor = (name: string) => `${server.url}?application_name=${name}`;
  let isDown = false;
  const pool = new pg.Pool({ connectionString: urlFor('bed'), max: 6, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  const sql = async <T extends object>(query: string, ...bind: unknown[]): Promise<T[]> => {
    const until = performance.now() + 90_000;
    for (;;) {
      await waitUntil('PostgreSQL runs again', () => !isDown, 90_000);
      try {
        return (await pool.query(query, bind)).rows as T[];
      } catch (error) {
        if (!PASSING.test(String(error)) || performance.now() > until) throw error;
        await waitUntil(
          'PostgreSQL answers',
          () =>
            pool.query('SELECT 1').then(
              () => true,
              () => false,
            ),
          90_000,
        );
      }
    }
  };
  return {
    urlFor,
    sql,
    async kill(what) {
      if (what === 'server') isDown = true;
      const pids = what === 'server' ? [server.pid] : await backends(sql);
      for (const pid of pids) tryKill(pid);
    },
    async revive() {
      const killed = server;
      server = await start();
      isDown = false;
      // Only its share in the one that is gone.
      await killed.stop();
    },
    async close() {
      await pool.end().catch(() => undefined);
      await server.stop();
      for (const dir of [dataDir, server.dataDir])
        await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function backends(sql: FaultDatabase['sql']): Promise<number[]> {
  const rows = await sql<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'bed'
      ORDER BY state = 'active' DESC, random() LIMIT 1`,
  );
  return rows.map(({ pid }) => pid);
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in this moment.
  }
}
