import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EmbeddedPostgresError, errorCode } from './errors.js';
import { identify, isPidAlive, readCommandLine } from './process-identity.js';

/** A live server of ours, as its own pid file tells. */
export interface Postmaster {
  pid: number;
  port: number;
  /** It accepts connections. */
  isReady: boolean;
}

/**
 * The live server of `cluster`; undefined when there is none. A pid file whose pid now belongs to another program
 * is removed, for PostgreSQL would refuse to start over it.
 *
 * @throws EmbeddedPostgresError when the file or the process cannot be looked at, for then starting could do harm.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const found = readPidFile(cluster);
  if (!found) return undefined;
  if (isOurServer(found.pid, cluster)) return found;
  // A dead one's file is left to PostgreSQL, which learns from it whose memory to check before it removes it.
  if (identify(found.pid)) rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return undefined;
}

/**
 * Reads `postmaster.pid` without judging it: pid, folder, start time, port, socket folder, address, memory key, status.
 *
 * @source the list of its lines in PostgreSQL's src/include/utils/pidfile.h
 */
export function readPidFile(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new EmbeddedPostgresError(
      `${join(cluster, 'postmaster.pid')} cannot be read (${errorCode(error) ?? 'unknown'}), so it is not known whether ` +
        'the database already runs: start as the user who made it, or choose another data folder.',
      { cause: error },
    );
  }
}

/** Whether `pid` lives and its command line names our data folder: pids are recycled, so a live one proves nothing. */
export function isOurServer(pid: number, cluster: string): boolean {
  if (!Number.isInteger(pid) || pid < 2) return false;
  try {
    if (!isPidAlive(pid)) return false;
    return namesCluster(readCommandLine(pid) ?? [], cluster);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `Process ${pid} may be the server of ${cluster} but cannot be looked at (${errorCode(error) ?? 'unknown'}): ` +
        'end it if it is, or start as the user who runs it.',
      { cause: error },
    );
  }
}

function namesCluster(command: string[], cluster: string): boolean {
  const [program, ...rest] = command;
  if (program === undefined) return false;
  if (rest.length === 0) return program.includes('postgres') && program.includes(` ${cluster} `);
  return basename(program).startsWith('postgres') && rest.includes(cluster);
}
