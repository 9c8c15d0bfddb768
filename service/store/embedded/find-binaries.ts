import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError, errorCode, explainWriteFailure } from './errors.js';
import type { Host } from './host.js';
import { copyPackage, hydrate } from './hydrate.js';
import type { Home } from './place-home.js';
import { runProgram } from './run-program.js';

/** A PostgreSQL that was seen to run as the server's user. */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, 15 or newer. */
  major: number;
}

const oldestMajor = 15;

/**
 * Finds programs that run here: the npm package in place, then a copy of it in the home folder, then
 * a system PostgreSQL.
 *
 * @param neededMajor the major version an existing cluster was made by; no other can open it.
 * @throws EmbeddedPostgresError saying what was tried.
 */
export async function findBinaries(home: Home, host: Host, neededMajor?: number): Promise<Binaries> {
  const tried: string[] = [];
  for (const candidate of candidates(home, host)) {
    const found = await tryBinaries(candidate, home);
    if (typeof found !== 'string' && (neededMajor === undefined || found.major === neededMajor)) return found;
    tried.push(typeof found === 'string' ? found : `${found.postgres} is version ${found.major}`);
  }
  const reasons = tried.length > 0 ? ` (${tried.join('; ')})` : '';
  throw new EmbeddedPostgresError(
    neededMajor === undefined
      ? `No PostgreSQL can run here${reasons}: install PostgreSQL ${oldestMajor} or newer, or set DATABASE_URL.`
      : `The database in ${home.dir} needs PostgreSQL ${neededMajor}, which cannot run here${reasons}: ` +
          'install that version, or choose another data folder.',
  );
}

/** Lazily, because reaching the next one costs work (60 MB for the copy). */
function* candidates(home: Home, host: Host): Generator<string> {
  if (host.packageDir) {
    if (isHydrated(host.packageDir)) yield join(host.packageDir, 'native', 'bin');
    const copy = copyInto(home.dir, host.packageDir);
    if (copy) yield join(copy, 'native', 'bin');
  }
  yield* systemFolders(host);
}

function isHydrated(packageDir: string): boolean {
  try {
    hydrate(packageDir);
    return true;
  } catch {
    // Read-only or not ours: the copy is the next candidate.
    return false;
  }
}

function copyInto(dir: string, packageDir: string): string | undefined {
  try {
    return copyPackage(packageDir, dir);
  } catch (error) {
    if (errorCode(error) === 'ENOSPC') throw explainWriteFailure(dir, error);
    return undefined;
  }
}

function systemFolders(host: Host): string[] {
  const onPath = host.programDirs.flatMap((dir) => resolveProgram(join(dir, 'postgres')));
  const known = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt', '/usr'].flatMap((parent) =>
    listFolder(parent)
      .filter((name) => /^(\d+|postgresql(@\d+)?|pgsql-\d+)$/.test(name))
      .sort((a, b) => versionIn(b) - versionIn(a))
      .flatMap((name) => resolveProgram(join(parent, name, 'bin', 'postgres'))),
  );
  return [...new Set([...onPath, ...known].map(dirname))];
}

function versionIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}

/** Links are followed: initdb looks for `postgres` beside the real file. */
function resolveProgram(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function mayNotSwitch(name: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and this process, though root, may not start it as "${name}" ` +
      '(the container drops CAP_SETUID or CAP_SETGID): start it as an ordinary user, or set DATABASE_URL.',
  );
}

/** The binaries, or why they do not serve. */
async function tryBinaries(bin: string, home: Home): Promise<Binaries | string> {
  const [postgres, initdb] = [join(bin, 'postgres'), join(bin, 'initdb')];
  const answers = await Promise.all(
    [postgres, initdb].map((file) => runProgram(file, ['--version'], home.user, 15_000)),
  );
  const failed = answers.find((answer) => answer.code !== 0);
  if (home.user && failed?.stderr.includes('EPERM')) throw mayNotSwitch(home.user.name);
  if (failed) return `${bin} does not run: ${failed.stderr.trim().split('\n')[0] ?? 'no answer'}`;
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(answers[0]?.stdout ?? '')?.[1] ?? 0);
  return major >= oldestMajor ? { initdb, postgres, major } : `${postgres} is version ${major}`;
}
