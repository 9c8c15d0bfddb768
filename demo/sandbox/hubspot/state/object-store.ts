import type { ObjectTypeInfo } from '../object-types.js';
import { IdOrder } from './id-order.js';
import { SearchIndex } from './search-index.js';
import type { Version } from './version.js';

/** Everything a store holds, as JSON. */
export interface StoreDump {
  live: Version[];
  archived: Version[];
  aliases: [string, string][];
  unique: [name: string, ids: [value: string, id: string][]][];
  nextId: number;
}

/** Records of one object type in one account. Knows nothing of validation: see `records/`. */
export class ObjectStore {
  readonly search = new SearchIndex();
  private readonly live = new Map<string, Version>();
  private readonly archived = new Map<string, Version>();
  private readonly liveIds = new IdOrder();
  private readonly archivedIds = new IdOrder();
  /** Merged-away id to the id that survived. */
  private readonly aliases = new Map<string, string>();
  private readonly unique = new Map<string, Map<string, string>>();
  private nextId: number;

  constructor(
    readonly info: ObjectTypeInfo,
    idOffset: number,
    private readonly lagMs: () => number,
  ) {
    this.nextId = info.firstId + idOffset;
  }

  get size(): number {
    return this.live.size;
  }

  get archivedSize(): number {
    return this.archived.size;
  }

  /** From now on the property's values are indexed and unique, without regard to case. */
  addUniqueProperty(name: string): void {
    if (!this.unique.has(name)) this.unique.set(name, new Map());
  }

  uniqueProperties(): string[] {
    return [...this.unique.keys()];
  }

  isUnique(name: string): boolean {
    return this.unique.has(name);
  }

  /** Id of the live record that holds this value of a unique property. */
  findByUnique(name: string, value: string): string | undefined {
    return this.unique.get(name)?.get(value.trim().toLowerCase());
  }

  /** The survivor's id for a merged-away id, else the id itself. */
  resolve(id: string): string {
    let current = id;
    for (let next = this.aliases.get(current); next !== undefined; next = this.aliases.get(current))
      current = next;
    return current;
  }

  get(id: string): Version | undefined {
    return this.live.get(id) ?? this.live.get(this.resolve(id));
  }

  getArchived(id: string): Version | undefined {
    return this.archived.get(id);
  }

  insert(properties: Record<string, string>, at: number): Version {
    const version: Version = {
      id: String(this.nextId++),
      properties,
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
    };
    this.liveIds.add(version.id);
    this.store(version, undefined, at);
    return version;
  }

  /** Replaces the properties of a live record, or only its modified time when they are the same object. */
  replace(before: Version, properties: Readonly<Record<string, string>>, at: number): Version {
    const version: Version = { ...before, properties, updatedAt: at };
    this.store(version, before, at);
    return version;
  }

  archive(id: string, at: number): void {
    const version = this.live.get(id);
    if (!version) return;
    this.take(version, at);
    this.archived.set(id, { ...version, updatedAt: at, archivedAt: at });
    this.archivedIds.add(id);
  }

  /** Takes a record out of the recycle bin again. */
  restore(id: string, at: number): Version | undefined {
    const version = this.archived.get(id);
    if (!version) return undefined;
    this.archived.delete(id);
    this.archivedIds.delete(id);
    const restored: Version = { ...version, updatedAt: at, archivedAt: null };
    this.liveIds.add(id);
    this.store(restored, undefined, at);
    return restored;
  }

  /** Removes a record for good, live or archived. */
  purge(id: string, at: number): void {
    const version = this.live.get(id);
    if (version) this.take(version, at);
    if (this.archived.delete(id)) this.archivedIds.delete(id);
  }

  /** Takes a live record away and lets its id, and every id that led to it, resolve to the survivor. */
  absorb(id: string, survivorId: string, at: number): void {
    const version = this.live.get(id);
    if (version) this.take(version, at);
    this.aliases.set(id, survivorId);
  }

  /** Adds a second value that leads to a record, such as an additional e-mail after a merge. */
  addUniqueAlias(name: string, value: string, id: string): void {
    this.unique.get(name)?.set(value.trim().toLowerCase(), id);
  }

  /** Records with an id above `afterId`, in id order, and whether more follow. */
  list(afterId: number, limit: number, archived = false): { versions: Version[]; hasMore: boolean } {
    const order = archived ? this.archivedIds : this.liveIds;
    const records = archived ? this.archived : this.live;
    const start = order.indexAfter(afterId);
    const versions: Version[] = [];
    for (let i = start; i < order.length && versions.length < limit; i++) {
      const version = records.get(order.at(i));
      if (version) versions.push(version);
    }
    return { versions, hasMore: start + limit < order.length };
  }

  dump(): StoreDump {
    return {
      live: [...this.live.values()],
      archived: [...this.archived.values()],
      aliases: [...this.aliases],
      unique: [...this.unique].map(([name, values]) => [name, [...values]]),
      nextId: this.nextId,
    };
  }

  /** Takes the place of everything the store holds. */
  load(dump: StoreDump): void {
    for (const id of [...this.live.keys(), ...this.archived.keys()]) this.purge(id, 0);
    this.aliases.clear();
    this.unique.clear();
    for (const [name, values] of dump.unique) this.unique.set(name, new Map(values));
    for (const [from, to] of dump.aliases) this.aliases.set(from, to);
    // Search keeps versions in the order they were modified.
    for (const version of [...dump.live].sort((a, b) => a.updatedAt - b.updatedAt)) {
      this.live.set(version.id, version);
      this.liveIds.add(version.id);
      this.search.write(version, version.updatedAt, 0);
    }
    for (const version of dump.archived) {
      this.archived.set(version.id, version);
      this.archivedIds.add(version.id);
    }
    this.nextId = dump.nextId;
  }

  private store(version: Version, before: Version | undefined, at: number): void {
    for (const [name, values] of this.unique) {
      const old = before?.properties[name];
      const now = version.properties[name];
      if (old === now) continue;
      if (old !== undefined && values.get(old.toLowerCase()) === version.id) values.delete(old.toLowerCase());
      if (now !== undefined) values.set(now.trim().toLowerCase(), version.id);
    }
    this.live.set(version.id, version);
    this.search.write(version, at, this.lagMs());
  }

  private take(version: Version, at: number): void {
    for (const [name, values] of this.unique) {
      const value = version.properties[name]?.toLowerCase();
      if (value !== undefined && values.get(value) === version.id) values.delete(value);
    }
    this.live.delete(version.id);
    this.liveIds.delete(version.id);
    this.search.remove(version.id, at);
  }
}
