import type { Row, Value } from './row.js';

/** Takes back one change. */
export type Undo = () => void;

/** The rows of one model, with the look-ups that have to be quick. Changes report how to take them back. */
export class Table {
  readonly rows = new Map<number, Row>();
  /** Number of the commit that last changed a row: what a transaction's snapshot is compared with. */
  readonly touched = new Map<number, number>();
  private nextId = 1;
  private readonly indexes = new Map<string, Map<Value, Set<number>>>();

  constructor(indexed: string[]) {
    for (const field of indexed) this.indexes.set(field, new Map());
  }

  /** The next id. Ids of rolled back creations are gone for good, as a database sequence's are. */
  takeId(): number {
    return this.nextId++;
  }

  get lastId(): number {
    return this.nextId - 1;
  }

  skipTo(nextId: number): void {
    this.nextId = Math.max(this.nextId, nextId);
  }

  get(id: number): Row | undefined {
    return this.rows.get(id);
  }

  put(row: Row): Undo {
    const before = this.rows.get(row.id);
    if (before) this.unindex(before);
    this.rows.set(row.id, row);
    this.index(row);
    return () => {
      this.unindex(row);
      if (before) {
        this.rows.set(row.id, before);
        this.index(before);
      } else this.rows.delete(row.id);
    };
  }

  delete(id: number): Undo {
    const before = this.rows.get(id);
    if (!before) return () => undefined;
    this.rows.delete(id);
    this.unindex(before);
    return () => {
      this.rows.set(id, before);
      this.index(before);
    };
  }

  /** Ids of the rows whose indexed field has this value, ascending; null when the field has no index. */
  lookup(field: string, value: Value): number[] | null {
    const index = this.indexes.get(field);
    return index ? [...(index.get(value) ?? [])].sort((a, b) => a - b) : null;
  }

  private index(row: Row): void {
    for (const [field, index] of this.indexes) {
      const value = row[field] ?? null;
      const ids = index.get(value);
      if (ids) ids.add(row.id);
      else index.set(value, new Set([row.id]));
    }
  }

  private unindex(row: Row): void {
    for (const [field, index] of this.indexes) index.get(row[field] ?? null)?.delete(row.id);
  }
}
