import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../../service/store/migrate.js';

const store = new URL('../../service/store/', import.meta.url);

/** Any number will do as long as nothing else on the server locks by it. */
const buildLock = 7_203_114;

const built = new Map<string, Promise<string>>();

/**
 * The name of the migrated template on the server of `serverUrl`, built by whoever comes first, in any process.
 */
export function ensureTemplate(serverUrl: string): Promise<string> {
  const known = built.get(serverUrl);
  if (known) return known;
  const building = buildOnce(serverUrl);
  built.set(serverUrl, building);
  building.catch(() => built.delete(serverUrl));
  return building;
}

async function buildOnce(serverUrl: string): Promise<string> {
  const name = `template_${hashMigrations()}`;
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 15_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query("SET statement_timeout = '180s'");
    await client.query('SELECT pg_advisory_lock($1)', [buildLock]);
    if (!(await isComplete(client, name))) {
      if (!process.env['TEST_DATABASE_URL']) await dropLeftovers(client);
      await build(client, serverUrl, name);
    }
    return name;
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

/** Being marked as a template is the last step of building one. */
async function isComplete(client: pg.Client, name: string): Promise<boolean> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
  return found.rowCount === 1;
}

async function build(client: pg.Client, serverUrl: string, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  // Nothing may be connected to a database while it is copied.
  await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ]);
  await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
}

/** The embedded server is kept between runs: drops day-old templates and the databases of killed test files. */
async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; is_old: boolean }>(
    `SELECT datname AS name,
            (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '1 day' AS is_old
       FROM pg_database WHERE datname ~ '^(template_[0-9a-f]{16}|test_[0-9]+_[0-9a-f]+)$'`,
  );
  for (const { name, is_old } of rows) {
    if (name.startsWith('template_') ? !is_old : isAlive(Number(name.split('_')[1]))) continue;
    if (name.startsWith('template_')) await client.query(`ALTER DATABASE ${name} IS_TEMPLATE false`);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function hashMigrations(): string {
  const hash = createHash('sha256').update(readFileSync(new URL('migrate.ts', store)));
  const folder = new URL('migrations/', store);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const name of names.filter((entry) => /\.(ts|js|sql)$/.test(entry))) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(fileURLToPath(new URL(name, folder))))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
