import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { diskFull, EmbeddedPostgresError, explainWriteFailure } from './errors.js';
import type { Binaries } from './find-binaries.js';
import type { Home } from './place-home.js';
import { runProgram } from './run-program.js';
import { newState, roleName, writeState } from './state.js';

/** The major version that made the cluster; undefined while there is none. */
export function clusterMajor(cluster: string): number | undefined {
  if (!existsSync(cluster)) return undefined;
  try {
    return Number.parseInt(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), 10);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `${cluster} is not a PostgreSQL data folder this user may read: choose another data folder.`,
      { cause: error },
    );
  }
}

/**
 * Creates the cluster beside its final place and renames it, so that a first start that was cut short leaves nothing
 * that looks like a database. Always UTF8 with the C locale, whatever the environment says.
 *
 * @param sync false skips flushing to disk, for clusters that may be lost.
 */
export async function initCluster(home: Home, binaries: Binaries, sync: boolean): Promise<void> {
  // Of its own name each time: an initdb whose parent was killed may still be writing to an earlier one.
  const draft = join(home.dir, `cluster.new-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  try {
    removeLeftovers(home.dir);
    prepare(home, draft, passwordFile);
    await runInitdb(home, binaries, draft, passwordFile, sync);
    renameSync(draft, home.cluster);
  } catch (error) {
    removeLeftovers(home.dir);
    throw explainWriteFailure(home.dir, error);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** As far as it goes: what a dying initdb still holds is removed at a later first start, or never needed. */
function removeLeftovers(dir: string): void {
  for (const name of readdirSync(dir).filter((entry) => entry.startsWith('cluster.new-'))) {
    try {
      rmSync(join(dir, name), { recursive: true, force: true });
    } catch {
      // Only space is lost.
    }
  }
}

function prepare(home: Home, draft: string, passwordFile: string): void {
  const state = newState();
  writeState(home.dir, state);
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${state.password}\n`, { mode: 0o600, flag: 'wx' });
  if (!home.user) return;
  chownSync(draft, home.user.uid, home.user.gid);
  chownSync(passwordFile, home.user.uid, home.user.gid);
}

async function runInitdb(home: Home, binaries: Binaries, draft: string, passwordFile: string, sync: boolean) {
  const args = [
    `--pgdata=${draft}`,
    `--username=${roleName}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    ...(sync ? [] : ['--no-sync']),
  ];
  const { code, stderr } = await runProgram(binaries.initdb, args, home.user, 180_000);
  if (code === 0) return;
  if (stderr.includes('No space left on device')) throw diskFull(home.dir);
  if (stderr.includes('could not look up effective user ID')) throw noAccount();
  throw new EmbeddedPostgresError(`Creating the database in ${home.dir} failed: ${lastLines(stderr)}`);
}

function noAccount(): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `This process runs as uid ${process.getuid?.()}, which has no account, and PostgreSQL needs one: ` +
      'add a line for it to /etc/passwd, run as another user, or set DATABASE_URL.',
  );
}

function lastLines(text: string): string {
  return (
    text.trim().split('\n').slice(-3).join(' / ') || 'initdb gave no reason (it may have run out of time)'
  );
}
