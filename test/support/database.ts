import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ensureTemplate } from './template.js';
import { acquireServer } from './test-server.js';

export { startTestServer } from './test-server.js';

/** A database of one test file. */
export interface TestDatabase {
  url: string;
  /** Drops it, whatever is still connected. */
  close(): Promise<void>;
}

/**
 * One throw-away database, cloned from a template that the project's migrations ran on.
 * Uses the server of `TEST_DATABASE_URL`, else an embedded one shared with the test files that run at the same time.
 *
 * @param options.migrated false gives an empty database.
 */
export async function createTestDatabase(options: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = await acquireServer();
  try {
    const template = options.migrated === false ? undefined : await ensureTemplate(server.url);
    const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
    // Files are copied for a tenth of what writing each page to the log costs.
    const source = template ? ` TEMPLATE ${template} STRATEGY FILE_COPY` : '';
    await query(server.url, `CREATE DATABASE ${name}${source}`);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= query(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).finally(server.release);
      return closed;
    };
    return { url: url.href, close };
  } catch (error) {
    await server.release();
    throw error;
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 15_000,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
