import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, errorCode, explainWriteFailure } from './errors.js';

/** What outlives a start: kept in `server.json`, readable by this process' user alone. */
export interface ServerState {
  password: string;
  /** The last port used; kept so that a restart is found at the same address. Undefined before the first start. */
  port?: number;
}

/** The role that owns everything in the cluster. */
export const roleName = 'crm';

/** A state with a fresh random password. */
export function newState(): ServerState {
  return { password: randomBytes(24).toString('base64url') };
}

/**
 * Reads the state kept in a home folder.
 *
 * @throws EmbeddedPostgresError when it is missing, unreadable or damaged.
 */
export function readState(dir: string): ServerState {
  const path = join(dir, 'server.json');
  try {
    const state = JSON.parse(readFileSync(path, 'utf8')) as Partial<ServerState> | null;
    if (state && typeof state.password === 'string') {
      return { password: state.password, ...(typeof state.port === 'number' ? { port: state.port } : {}) };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError) && !errorCode(error)) throw error;
    throw unusable(path, errorCode(error) ?? 'damaged');
  }
  throw unusable(path, 'damaged');
}

/** Replaces the state in one step. */
export function writeState(dir: string, state: ServerState): void {
  const path = join(dir, 'server.json');
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw explainWriteFailure(dir, error);
  }
}

/** The address a client of ours connects to. */
export function databaseUrl(state: ServerState, port: number, database: string): string {
  return `postgres://${roleName}:${state.password}@127.0.0.1:${port}/${database}`;
}

function unusable(path: string, reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The database's password file ${path} cannot be used (${reason}): start as the user who made it, ` +
      'restore it from a backup, or choose another data folder.',
  );
}
