import { ModifiedOrder } from '../../kit/state/modified-order.js';
import { IdOrder } from './id-order.js';
import type { Version } from './version.js';

/**
 * What search sees: versions arrive here only after the index lag, so a fresh write is missing and a fresh update
 * still shows its old values. Archiving takes effect at once, as archived records must never appear.
 */
export class SearchIndex {
  readonly byModified = new ModifiedOrder<Version>();
  readonly byId = new IdOrder();
  private waiting: { version: Version; writtenAt: number }[] = [];
  private removedWhileWaiting = new Map<string, number>();

  /** Whether writes are waiting for the lag to pass. */
  get isBehind(): boolean {
    return this.waiting.length > 0;
  }

  /** Queues a new version; `settle` makes it visible. */
  write(version: Version, writtenAt: number, lagMs: number): void {
    if (lagMs === 0 && this.waiting.length === 0) this.show(version);
    else this.waiting.push({ version, writtenAt });
  }

  remove(id: string, at: number): void {
    if (this.byModified.get(id)) this.byId.delete(id);
    this.byModified.remove(id);
    if (this.waiting.length > 0) this.removedWhileWaiting.set(id, at);
  }

  /** Shows what is old enough; call before reading. */
  settle(now: number, lagMs: number): void {
    let ready = 0;
    for (const { version, writtenAt } of this.waiting) {
      if (writtenAt + lagMs > now) break;
      ready++;
      const removedAt = this.removedWhileWaiting.get(version.id);
      if (removedAt === undefined || removedAt < writtenAt) this.show(version);
    }
    if (ready > 0) this.waiting = this.waiting.slice(ready);
    if (this.waiting.length === 0) this.removedWhileWaiting.clear();
  }

  private show(version: Version): void {
    if (!this.byModified.get(version.id)) this.byId.add(version.id);
    this.byModified.put(version);
  }
}
