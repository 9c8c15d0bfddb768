import { lstatSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../service/store/embedded/index.js';

/** Nothing of a test outlives it, so nothing is flushed; many files run at once, each with its pools. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

/** Starts one server for a whole test run, in a folder that stop() removes. Its url may create databases. */
export async function startTestServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const asked = await mkdtemp(join(tmpdir(), 'crm-connect-run-'));
  const remove = (dir: string) => rm(dir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const server = await startEmbeddedPostgres({ dataDir: asked, database: 'postgres', settings });
    const stop = async () => {
      await server.stop();
      await Promise.all([remove(asked), remove(server.dataDir)]);
    };
    return { url: server.url, stop };
  } catch (error) {
    await remove(asked);
    throw error;
  }
}

let shared: Promise<EmbeddedPostgres> | undefined;
let holders = 0;

/** The server to create databases on; call `release` once when done, the last release of all processes stops it. */
export async function acquireServer(): Promise<{ url: string; release: () => Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { url: given, release: async () => undefined };
  holders += 1;
  shared ??= startEmbeddedPostgres({ dataDir: perUserFolder(), database: 'postgres', settings });
  const starting = shared;
  try {
    const server = await starting;
    return { url: server.url, release: () => releaseServer(server) };
  } catch (error) {
    holders -= 1;
    if (shared === starting) shared = undefined;
    throw error;
  }
}

async function releaseServer(server: EmbeddedPostgres): Promise<void> {
  holders -= 1;
  if (holders > 0) return;
  shared = undefined;
  await server.stop();
}

/** Kept between runs, so that the next lone test file finds the cluster and the template ready. */
function perUserFolder(): string {
  const folder = join(tmpdir(), `crm-connect-test-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (uid === userInfo().uid) return folder;
  throw new Error(`${folder} belongs to uid ${uid}: remove it, or set TEST_DATABASE_URL.`);
}
