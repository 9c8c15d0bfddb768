import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const DELAY_MS = 200;

/** What a sandbox keeps: how to take it and how to put it back. */
export interface Snapshots<T extends { shape: number }> {
  /** Raised when the shape changes: a file of another shape is not read, and the sandbox starts from its seed. */
  shape: number;
  take(): T;
  restore(snapshot: T): void;
}

/** Keeps a sandbox's accounts and installs in a file, so that they outlive the process. */
export class SnapshotFile<T extends { shape: number }> {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly snapshots: Snapshots<T>,
  ) {}

  /** Takes over what the file holds; without one, or with one that cannot be read, nothing changes. */
  restore(): void {
    if (!existsSync(this.path)) return;
    let snapshot: T;
    try {
      snapshot = JSON.parse(readFileSync(this.path, 'utf8')) as T;
    } catch {
      return;
    }
    if (snapshot.shape === this.snapshots.shape) this.snapshots.restore(snapshot);
  }

  /** Writes soon; changes close together are written once. */
  save(): void {
    this.timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Writes what still waits. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      writeFileSync(`${this.path}.new`, JSON.stringify(this.snapshots.take()), { mode: 0o600 });
      renameSync(`${this.path}.new`, this.path);
    } catch {
      // The folder is gone or full: the sandbox goes on in memory, as it does without a file.
    }
  }
}
