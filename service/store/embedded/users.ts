import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, explainWriteFailure } from './errors.js';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';

/**
 * Notes, in the home folder, that this process uses the server: who stops last stops the server. A note outlives
 * a process that was killed and then no longer counts.
 *
 * @returns takes the note away; safe to call again.
 */
export function registerUser(dir: string): () => void {
  const note = join(dir, 'users', `${process.pid}-${randomUUID()}.json`);
  try {
    mkdirSync(join(dir, 'users'), { recursive: true, mode: 0o700 });
    writeFileSync(note, JSON.stringify(ownIdentity()), { mode: 0o600 });
  } catch (error) {
    throw explainWriteFailure(dir, error);
  }
  return () => rmSync(note, { force: true });
}

/** The pids of the live processes using the server, one entry per use; notes of dead ones are removed. */
export function listUsers(dir: string): number[] {
  return listNotes(join(dir, 'users')).flatMap((note) => {
    const identity = readNote(note);
    if (identity && isRunning(identity)) return [identity.pid];
    rmSync(note, { force: true });
    return [];
  });
}

function listNotes(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function readNote(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
