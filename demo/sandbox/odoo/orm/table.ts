import type { Row, Value } from './row.js';

/** Takes back one change. */
export type Undo = () => void;

/** The rows of one model, with the look-ups that have to be quick. Changes report how to take them back. */
export class Table {
  readonly rows = new Map<number, Row>();
  /** Number of the commit that last changed a row: what a transaction's snapshot is compared with. */
  readonly touched = new Map<number, number>();
  private nextId = 1;
  /** Ascending; may hold ids that are gone. */
  private ids: number[] = [];
  private isSorted = true;
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
    if (!before) this.note(row.id);
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
      this.note(id);
      this.index(before);
    };
  }

  private note(id: number): void {
    if (id < (this.ids.at(-1) ?? 0)) this.isSorted = false;
    this.ids.push(id);
  }

  /** Rows beyond an id, by id. */
  *after(id: number): Generator<Row> {
    if (!this.isSorted) {
      this.ids = [...this.rows.keys()].sort((a, b) => a - b);
      this.isSorted = true;
    }
    let last = 0;
    for (let i = this.position(id); i < this.ids.length; i++) {
      const next = this.ids[i] ?? 0;
      const row = next === last ? undefined : this.rows.get(next);
      last = next;
      if (row) yield row;
    }
  }

  /** Where the first id beyond this one stands. */
  private position(id: number): number {
    let [low, high] = [0, this.ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.ids[middle] ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return low;
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
