import type { RecordVersion } from './record.js';

function keyOf(value: unknown): string {
  return String(value).trim().toLowerCase();
}

/** Which live records hold a value of a field, without regard to case. */
export class ValueIndex {
  private readonly fields = new Map<string, Map<string, Set<string>>>();

  /** Starts indexing a field; the records there are already are given. */
  add(field: string, versions: Iterable<RecordVersion>): void {
    if (this.fields.has(field)) return;
    this.fields.set(field, new Map());
    for (const version of versions) this.put(field, version);
  }

  has(field: string): boolean {
    return this.fields.has(field);
  }

  /** Ids in the order they got the value. */
  find(field: string, value: unknown): string[] {
    return [...(this.fields.get(field)?.get(keyOf(value)) ?? [])];
  }

  replace(before: RecordVersion | undefined, after: RecordVersion | undefined): void {
    for (const field of this.fields.keys()) {
      if (before?.values[field] === after?.values[field]) continue;
      if (before) this.take(field, before);
      if (after) this.put(field, after);
    }
  }

  private put(field: string, version: RecordVersion): void {
    const value = version.values[field];
    if (value === undefined) return;
    const byValue = this.fields.get(field) as Map<string, Set<string>>;
    const ids = byValue.get(keyOf(value)) ?? new Set();
    byValue.set(keyOf(value), ids.add(version.id));
  }

  private take(field: string, version: RecordVersion): void {
    const value = version.values[field];
    const ids = value === undefined ? undefined : this.fields.get(field)?.get(keyOf(value));
    ids?.delete(version.id);
    if (ids?.size === 0) this.fields.get(field)?.delete(keyOf(value));
  }
}
