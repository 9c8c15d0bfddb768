import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError, errorCode } from './errors.js';

/** A server that has lost a process restarts within moments and says so, or refuses, meanwhile. */
const passing = new Set(['57P03', 'ECONNREFUSED', 'ECONNRESET']);
const retryForMs = 15_000;

/** Refuses names that need care in a database URL, whose readers differ in what they decode. */
export function checkDatabaseName(name: string): void {
  if (/^[A-Za-z0-9_-]{1,63}$/.test(name)) return;
  throw new EmbeddedPostgresError(
    `"${name}" cannot be the name of the database: use up to 63 letters, digits, "-" and "_".`,
  );
}

/**
 * Connects to the server's own `postgres` database, checks that it serves `cluster`, and creates `database` if absent.
 *
 * @param isAlive whether the server's process still lives: one that is gone is not waited for.
 * @throws EmbeddedPostgresError when the kept password is refused or another server answers.
 */
export async function ensureDatabase(
  adminUrl: string,
  cluster: string,
  database: string,
  isAlive: () => boolean,
): Promise<void> {
  const deadline = Date.now() + retryForMs;
  for (;;) {
    try {
      return await tryEnsure(adminUrl, cluster, database);
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (code === '28P01') throw passwordRefused();
      if (!passing.has(code) || Date.now() > deadline || !isAlive()) throw error;
      await delay(50);
    }
  }
}

async function tryEnsure(adminUrl: string, cluster: string, database: string): Promise<void> {
  const client = new pg.Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: 15_000,
    query_timeout: 60_000,
  });
  // A server that goes away in between makes the pending query fail; the event adds nothing.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await checkFolder(client, cluster);
    await createIfAbsent(client, database);
  } finally {
    await client.end();
  }
}

function passwordRefused(): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'The database refuses the password kept beside it in server.json: restore that file, or choose another data folder.',
  );
}

async function checkFolder(client: pg.Client, cluster: string): Promise<void> {
  const { rows } = await client.query<{ folder: string }>(
    "SELECT current_setting('data_directory') AS folder",
  );
  if (rows[0]?.folder === cluster) return;
  throw new EmbeddedPostgresError("Another PostgreSQL answers at the embedded one's port: start again.");
}

async function createIfAbsent(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount) return;
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    // Another process sharing this server may have been faster.
    if (errorCode(error) !== '42P04') throw error;
  }
}
