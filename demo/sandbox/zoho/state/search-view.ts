import type { RecordVersion } from './record.js';

/** What the search endpoint sees: every version arrives here only after the lag, and deletions do too. */
export class SearchView {
  private readonly shown = new Map<string, RecordVersion>();
  private waiting: { id: string; version: RecordVersion | null; at: number }[] = [];

  /** Takes note of a new version, or of a deletion. */
  write(id: string, version: RecordVersion | null, at: number, lagMs: number): void {
    if (lagMs === 0 && this.waiting.length === 0) this.show(id, version);
    else this.waiting.push({ id, version, at });
  }

  /** Everything that is old enough, in the order it first appeared. */
  versions(now: number, lagMs: number): Iterable<RecordVersion> {
    let ready = 0;
    for (const { id, version, at } of this.waiting) {
      if (at + lagMs > now) break;
      this.show(id, version);
      ready++;
    }
    if (ready > 0) this.waiting = this.waiting.slice(ready);
    return this.shown.values();
  }

  private show(id: string, version: RecordVersion | null): void {
    if (version) this.shown.set(id, version);
    else this.shown.delete(id);
  }
}
