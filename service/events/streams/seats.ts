import { ServiceError } from '../../errors.js';
import type { Reader } from './event-stream.js';

/** Streams that one process keeps open at most. */
export interface SeatLimits {
  /** With one embed token: a page needs one. */
  perToken: number;
  perWorkspace: number;
  perProcess: number;
}

const LIMITS: SeatLimits = { perToken: 20, perWorkspace: 2_000, perProcess: 20_000 };

/** Counts open streams by key and workspace. */
export class Seats {
  taken = 0;
  readonly #byKey = new Map<string, number>();
  readonly #byWorkspace = new Map<string, number>();

  constructor(private readonly limits: SeatLimits = LIMITS) {}

  /** @throws ServiceError `too_many_streams`. */
  take({ keyId, isShared, workspaceId }: Reader): void {
    const { perToken, perWorkspace, perProcess } = this.limits;
    if (!isShared && (this.#byKey.get(keyId) ?? 0) >= perToken)
      throw tooMany('This token has as many event streams open as it may. Close one, or share it.');
    if ((this.#byWorkspace.get(workspaceId) ?? 0) >= perWorkspace)
      throw tooMany('This workspace has as many event streams open as it may.');
    if (this.taken >= perProcess) throw tooMany('No more event streams can be opened at the moment.');
    this.taken++;
    count(this.#byKey, keyId, 1);
    count(this.#byWorkspace, workspaceId, 1);
  }

  leave({ keyId, workspaceId }: Reader): void {
    this.taken--;
    count(this.#byKey, keyId, -1);
    count(this.#byWorkspace, workspaceId, -1);
  }

  keyIds(): string[] {
    return [...this.#byKey.keys()];
  }
}

function count(counts: Map<string, number>, key: string, by: number): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

const tooMany = (detail: string): ServiceError =>
  new ServiceError('too_many_streams', { detail, retryAfterS: 30 });
