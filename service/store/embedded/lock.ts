import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError, errorCode, explainWriteFailure } from './errors.js';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';

interface Ticket extends ProcessIdentity {
  nonce: string;
}

/**
 * Runs `work` while holding `path` as a lock against other processes and other calls in this one.
 * A lock whose process died is taken over.
 *
 * @param waitMs how long to wait for a live holder, 90 s by default (a first start on a slow disk).
 * @throws EmbeddedPostgresError naming the holder's pid when it did not let go in time.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, waitMs = 90_000): Promise<T> {
  const ticket: Ticket = { ...ownIdentity(), nonce: randomUUID() };
  const deadline = Date.now() + waitMs;
  while (!tryTake(path, ticket)) {
    if (Date.now() > deadline) throw heldTooLong(path);
    await delay(10 + Math.random() * 20);
  }
  try {
    return await work();
  } finally {
    if (readTicket(path)?.nonce === ticket.nonce) rmSync(path, { force: true });
  }
}

/** Whether a live process holds the lock at this moment. */
export function isLocked(path: string): boolean {
  const holder = readTicket(path);
  return holder !== undefined && isRunning(holder);
}

function tryTake(path: string, ticket: Ticket): boolean {
  const draft = `${path}.${ticket.nonce}`;
  try {
    // Written aside and linked into place, so that nobody ever reads a half-written ticket.
    writeFileSync(draft, JSON.stringify(ticket), { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw explainWriteFailure(dirname(path), error);
  } finally {
    rmSync(draft, { force: true });
  }
  const holder = readTicket(path);
  if (holder && !isRunning(holder)) breakStale(path, holder);
  return false;
}

/** Moves a dead holder's lock away; if a live one had just replaced it, that one is put back. */
function breakStale(path: string, stale: Ticket): void {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readTicket(aside)?.nonce !== stale.nonce) linkSync(aside, path);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw explainWriteFailure(dirname(path), error);
  } finally {
    rmSync(aside, { force: true });
  }
}

function readTicket(path: string): Ticket | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Ticket;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return { pid: 0, started: '', nonce: '' };
    throw explainWriteFailure(dirname(path), error);
  }
}

function heldTooLong(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Process ${readTicket(path)?.pid ?? 'unknown'} has been starting or stopping the same database for too long: ` +
      `end that process, or remove ${path} if it is not one of ours.`,
  );
}
