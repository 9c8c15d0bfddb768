import { ModifiedOrder } from '../../kit/state/modified-order.js';
import type { ModuleInfo } from '../modules.js';
import type { Deletion, RecordVersion, Stored } from './record.js';
import { SearchView } from './search-view.js';
import { ValueIndex } from './value-index.js';

/** Everything a store holds, as JSON. */
export interface StoreDump {
  live: RecordVersion[];
  deleted: RecordVersion[];
  nextNumber: number;
}

/** Who writes, and when. */
export interface Stamp {
  at: number;
  by: string;
}

const DAY_MS = 86_400_000;

/** Records of one module in one account. Knows nothing of validation: see `records/`. */
export class ModuleStore {
  readonly byModified = new ModifiedOrder<RecordVersion>();
  readonly index = new ValueIndex();
  readonly search = new SearchView();
  /** In id order: ids are handed out ascending and a change keeps its place. */
  private readonly live = new Map<string, RecordVersion>();
  /** In the order of deletion. */
  private readonly deleted = new Map<string, RecordVersion>();
  private nextNumber = 1;

  constructor(
    readonly info: ModuleInfo,
    private readonly idPrefix: string,
    private readonly clock: { now(): number; lagMs(): number },
  ) {}

  get size(): number {
    return this.live.size;
  }

  get(id: string): RecordVersion | undefined {
    return this.live.get(id);
  }

  getDeleted(id: string): RecordVersion | undefined {
    return this.deleted.get(id);
  }

  /** Live records in id order. */
  all(): IterableIterator<RecordVersion> {
    return this.live.values();
  }

  addIndex(field: string): void {
    this.index.add(field, this.live.values());
  }

  insert(values: Record<string, Stored>, { at, by }: Stamp): RecordVersion {
    const number = String(this.nextNumber++).padStart(8, '0');
    const id = `${this.idPrefix}${this.info.idCode}${number}`;
    const version = {
      id,
      values,
      createdAt: at,
      updatedAt: at,
      createdBy: by,
      modifiedBy: by,
      deleted: null,
    };
    this.put(undefined, version);
    return version;
  }

  update(before: RecordVersion, values: Record<string, Stored>, { at, by }: Stamp): RecordVersion {
    const version = { ...before, values, updatedAt: at, modifiedBy: by };
    this.put(before, version);
    return version;
  }

  delete(version: RecordVersion, deletion: Deletion): void {
    this.live.delete(version.id);
    this.byModified.remove(version.id);
    this.index.replace(version, undefined);
    this.search.write(version.id, null, this.clock.now(), this.clock.lagMs());
    this.deleted.set(version.id, { ...version, deleted: deletion });
  }

  /** Empties the recycle bin of these records: they stay in the deleted list, marked as gone for good. */
  purge(id: string): boolean {
    const version = this.deleted.get(id);
    if (!version?.deleted) return false;
    this.deleted.set(id, { ...version, deleted: { ...version.deleted, type: 'permanent' } });
    return true;
  }

  /** Takes a record out of the recycle bin; its Modified_Time moves. */
  restore(id: string, { at, by }: Stamp): boolean {
    const version = this.deleted.get(id);
    if (version?.deleted?.type !== 'recycle') return false;
    this.deleted.delete(id);
    this.put(undefined, { ...version, deleted: null, updatedAt: at, modifiedBy: by });
    this.sortLive();
    return true;
  }

  /** What the deleted list still holds, newest first; old entries of the bin count as gone for good. */
  listDeleted(now: number, days: { recycle: number; kept: number }): RecordVersion[] {
    const listed: RecordVersion[] = [];
    for (const version of this.deleted.values()) {
      const deletion = version.deleted as Deletion;
      const ageDays = (now - deletion.at) / DAY_MS;
      if (ageDays > days.kept) this.deleted.delete(version.id);
      else if (ageDays <= days.recycle) listed.push(version);
      else listed.push({ ...version, deleted: { ...deletion, type: 'permanent' } });
    }
    return listed.reverse();
  }

  dump(): StoreDump {
    const { nextNumber } = this;
    return { live: [...this.live.values()], deleted: [...this.deleted.values()], nextNumber };
  }

  /** Takes the place of everything the store holds. */
  load(dump: StoreDump): void {
    for (const version of [...this.live.values()]) {
      this.byModified.remove(version.id);
      this.index.replace(version, undefined);
      this.search.write(version.id, null, 0, 0);
    }
    this.live.clear();
    this.deleted.clear();
    for (const version of dump.live) this.live.set(version.id, version);
    for (const version of [...dump.live].sort((a, b) => a.updatedAt - b.updatedAt))
      this.put(undefined, version);
    for (const version of dump.deleted) this.deleted.set(version.id, version);
    this.nextNumber = dump.nextNumber;
  }

  private put(before: RecordVersion | undefined, version: RecordVersion): void {
    this.live.set(version.id, version);
    this.byModified.put(version);
    this.index.replace(before, version);
    this.search.write(version.id, version, this.clock.now(), this.clock.lagMs());
  }

  private sortLive(): void {
    const versions = [...this.live.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.live.clear();
    for (const version of versions) this.live.set(version.id, version);
  }
}
