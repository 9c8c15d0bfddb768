import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { choosePort } from './choose-port.js';
import { diskFull, EmbeddedPostgresError, explainWriteFailure } from './errors.js';
import type { Binaries } from './find-binaries.js';
import type { Home } from './place-home.js';
import { findPostmaster, type Postmaster, readPidFile } from './postmaster-pid.js';
import { runAs } from './run-program.js';
import { configuredPort, serverArguments } from './settings.js';
import { stopPostmaster } from './stop-postmaster.js';

/** After a hard crash the old server's last processes may hold its memory for a moment. */
const retryForMs = 15_000;
/** Recovery after a crash replays at most about max_wal_size. */
const readyWithinMs = 180_000;
const largestLog = 10 * 1024 * 1024;

/** What became of one attempt: the server, or the last words of one that ended. */
type Attempt = Postmaster | { ended: string };

/**
 * Starts the server and waits until it says that it accepts connections.
 *
 * @param lastPort tried first, so that a restart is found at the same address.
 * @throws EmbeddedPostgresError with PostgreSQL's own reason.
 */
export async function launchPostmaster(
  home: Home,
  binaries: Binaries,
  settings: Record<string, string>,
  lastPort: number | undefined,
): Promise<Postmaster> {
  const configured = configuredPort(settings);
  const deadline = Date.now() + retryForMs;
  for (;;) {
    const port = await choosePort(configured, lastPort);
    const attempt = await attemptLaunch(home, binaries, serverArguments(home.cluster, port, settings));
    if (!('ended' in attempt)) return attempt;
    if (attempt.ended.includes('No space left on device')) throw diskFull(home.dir);
    if (!isPassing(attempt.ended) || Date.now() > deadline) throw refused(home, attempt.ended);
    await delay(200);
    // One that a killed process had only just started could not be seen before.
    const other = findPostmaster(home.cluster);
    if (other) await stopPostmaster(other.pid, home.cluster);
  }
}

/** The port was taken since we looked, or what is left of a killed server has not ended yet. */
function isPassing(lastWords: string): boolean {
  return /pre-existing shared memory block|postmaster\.pid|Address already in use/.test(lastWords);
}

async function attemptLaunch(home: Home, binaries: Binaries, args: string[]): Promise<Attempt> {
  const log = openLog(home);
  try {
    const logStart = fstatSync(log).size;
    const server = spawnServer(home, binaries, args, log);
    const ready = await waitUntilReady(home, server);
    return ready ?? { ended: server.failure ?? readLogFrom(home, logStart) };
  } finally {
    closeSync(log);
  }
}

/**
 * A session of its own: a Ctrl-C in the terminal must reach the service alone, which then stops the server last.
 * It writes to a file, not to a pipe that would break with this process.
 */
function spawnServer(home: Home, binaries: Binaries, args: string[], log: number) {
  const watched: { child: ChildProcess | undefined; failure: string | undefined } = {
    child: undefined,
    failure: undefined,
  };
  try {
    const child = spawn(binaries.postgres, args, {
      ...runAs(home.user),
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.once('error', (error) => {
      watched.failure = error.message;
    });
    child.unref();
    watched.child = child;
  } catch (error) {
    watched.failure = error instanceof Error ? error.message : String(error);
  }
  return watched;
}

/** Undefined when the server ended by itself. Its pid file says when it is ready, as pg_ctl reads it. */
async function waitUntilReady(
  home: Home,
  server: { child: ChildProcess | undefined; failure: string | undefined },
): Promise<Postmaster | undefined> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    const { child } = server;
    if (!child || server.failure !== undefined || child.exitCode !== null || child.signalCode !== null)
      return undefined;
    const found = readPidFile(home.cluster);
    if (found?.isReady && found.pid === child.pid) return found;
    await delay(10);
  }
  if (server.child?.pid) await stopPostmaster(server.child.pid, home.cluster);
  throw new EmbeddedPostgresError(
    `The database in ${home.dir} was not ready within ${readyWithinMs / 1000} s: see ${join(home.dir, 'server.log')}.`,
  );
}

function openLog(home: Home): number {
  const path = join(home.dir, 'server.log');
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(path, `${path}.old`);
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw explainWriteFailure(home.dir, error);
  }
}

function readLogFrom(home: Home, start: number): string {
  return readFileSync(join(home.dir, 'server.log')).subarray(start).toString('utf8');
}

function refused(home: Home, lastWords: string): EmbeddedPostgresError {
  const lines = lastWords.trim().split('\n');
  const reason = lines.find((line) => line.includes('FATAL:')) ?? lines.at(-1) ?? '';
  return new EmbeddedPostgresError(
    `PostgreSQL did not start: ${reason.replace(/^.*FATAL:\s*/, '') || 'it gave no reason'} ` +
      `(see ${join(home.dir, 'server.log')}).`,
  );
}
