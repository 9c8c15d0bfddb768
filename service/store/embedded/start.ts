import { join } from 'node:path';
import { checkDatabaseName, ensureDatabase } from './ensure-database.js';
import { EmbeddedPostgresError } from './errors.js';
import { findBinaries } from './find-binaries.js';
import type { Host } from './host.js';
import { clusterMajor, initCluster } from './init-cluster.js';
import { launchPostmaster } from './launch-postmaster.js';
import { isLocked, withLock } from './lock.js';
import { type Home, placeHome } from './place-home.js';
import { findPostmaster, isOurServer, type Postmaster } from './postmaster-pid.js';
import { databaseUrl, readState, type ServerState, writeState } from './state.js';
import { signalPostmaster, stopPostmaster } from './stop-postmaster.js';
import { listUsers, registerUser } from './users.js';

/** A running server, and this caller's share in it. */
export interface EmbeddedPostgres {
  /** Holds the password: never log it. */
  url: string;
  /** Where everything is kept; another folder than was asked for when root's server user could not reach that one. */
  dataDir: string;
  port: number;
  /** The server's process. */
  pid: number;
  /** Gives up this share; the last one stops the server (fast shutdown). Safe to call again. */
  stop(): Promise<void>;
}

/** How to start. */
export interface EmbeddedPostgresOptions {
  /** Created if absent; holds the cluster, its password file, its log and, where needed, a copy of the programs. */
  dataDir: string;
  /** Created if absent; `crm_connect` by default. Letters, digits, `-` and `_`. */
  database?: string;
  /** PostgreSQL settings over the defaults; `port` insists on that port. Ignored when a running server is shared. */
  settings?: Record<string, string>;
  /** Told the rare things an operator should know; never a secret. */
  log?: (line: string) => void;
}

/** Starts tried when the server ends under our hands. */
const ATTEMPTS = 3;

/** {@link startEmbeddedPostgres} on a given host. */
export async function startOn(host: Host, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database = 'crm_connect', settings = {}, log = () => undefined } = options;
  checkDatabaseName(database);
  const home = placeHome(options.dataDir, host, log);
  return withLock(lockPath(home), async () => {
    for (let attempt = 1; ; attempt += 1) {
      const server = (await shareOrClear(home, log)) ?? (await launch(home, host, settings, log));
      let leave = () => {};
      try {
        leave = registerUser(home.dir);
        const state = rememberPort(home, server.port);
        const isAlive = () => isOurServer(server.pid, home.cluster);
        await ensureDatabase(databaseUrl(state, server.port, 'postgres'), home.cluster, database, isAlive);
        return handle(home, server, databaseUrl(state, server.port, database), leave);
      } catch (error) {
        const isGone = !isOurServer(server.pid, home.cluster);
        await giveUp(home, server, leave);
        // A server that was being killed while we looked at it still seemed to run.
        if (!isGone || attempt === ATTEMPTS) throw error;
      }
    }
  });
}

/** The running server if a live process of ours uses it; one left behind by a dead process is stopped. */
async function shareOrClear(home: Home, log: (line: string) => void): Promise<Postmaster | undefined> {
  const running = findPostmaster(home.cluster);
  if (!running) return undefined;
  const users = listUsers(home.dir);
  if (users.length > 0 && running.isReady) {
    log(`Sharing the database server that process ${users[0]} uses already (its settings apply).`);
    return running;
  }
  if (users.length > 0) {
    throw new EmbeddedPostgresError(
      `The database server, process ${running.pid}, is used by process ${users[0]} but is stopping or recovering: try again.`,
    );
  }
  log(`Stopping the database server that a killed process left behind (process ${running.pid}).`);
  await stopPostmaster(running.pid, home.cluster);
  return undefined;
}

async function launch(
  home: Home,
  host: Host,
  settings: Record<string, string>,
  log: (line: string) => void,
): Promise<Postmaster> {
  const major = clusterMajor(home.cluster);
  const binaries = await findBinaries(home, host, major);
  if (major === undefined) {
    if (home.user) log(`PostgreSQL refuses to run as root: it runs as user "${home.user.name}".`);
    await initCluster(home, binaries, settings['fsync'] !== 'off');
  }
  return launchPostmaster(home, binaries, settings, readState(home.dir).port);
}

function rememberPort(home: Home, port: number): ServerState {
  const state = readState(home.dir);
  if (state.port === port) return state;
  writeState(home.dir, { ...state, port });
  return { ...state, port };
}

function handle(home: Home, server: Postmaster, url: string, leave: () => void): EmbeddedPostgres {
  const atExit = () => leaveAtExit(home, server, leave);
  process.once('exit', atExit);
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= withLock(lockPath(home), () => giveUp(home, server, leave)).then(() => {
      process.off('exit', atExit);
    });
    return stopped;
  };
  return { url, dataDir: home.dir, port: server.port, pid: server.pid, stop };
}

async function giveUp(home: Home, server: Postmaster, leave: () => void): Promise<void> {
  leave();
  if (listUsers(home.dir).length > 0) return;
  // Another sharer may have restarted a killed server meanwhile: then the last of us stops that one.
  const running = findPostmaster(home.cluster);
  await stopPostmaster(running?.pid ?? server.pid, home.cluster);
}

/** For a process that exits without stop(): no waiting is possible, so a start going on is left alone. */
function leaveAtExit(home: Home, server: Postmaster, leave: () => void): void {
  try {
    leave();
    if (isLocked(lockPath(home)) || listUsers(home.dir).length > 0) return;
    signalPostmaster(server.pid, home.cluster, 'SIGINT');
  } catch {
    // The next start finds and stops what is left.
  }
}

function lockPath(home: Home): string {
  return join(home.dir, 'start.lock');
}
