import type { ModuleStore } from '../state/module-store.js';
import type { Position, Sorted } from './page-of.js';

/** What a list may be sorted by. */
export type SortKey = 'id' | 'Created_Time' | 'Modified_Time';

/** How a list is read. */
export interface Order {
  by: SortKey;
  isDescending: boolean;
  /** Only records modified at this instant or later. */
  since: number | null;
  /** Only records that come after this one. */
  after: Position | null;
}

/** Records of one second, in id order. */
function* tieBroken(records: Iterable<Sorted>, isDescending: boolean): Generator<Sorted> {
  let tied: Sorted[] = [];
  for (const record of records) {
    if (tied[0] && tied[0].key !== record.key) {
      yield* inIdOrder(tied, isDescending);
      tied = [];
    }
    tied.push(record);
  }
  yield* inIdOrder(tied, isDescending);
}

function inIdOrder(tied: Sorted[], isDescending: boolean): Sorted[] {
  const compare = (a: Sorted, b: Sorted) => (a.version.id < b.version.id === isDescending ? 1 : -1);
  const isSorted = tied.every((record, i) => i === 0 || compare(tied[i - 1] as Sorted, record) < 0);
  return isSorted ? tied : tied.sort(compare);
}

function* byModified(store: ModuleStore, { isDescending, since, after }: Order): Generator<Sorted> {
  const order = store.byModified;
  let from = since === null ? 0 : order.positionAt(since);
  let to = order.length;
  if (after && !isDescending) from = Math.max(from, order.positionAt(after.key));
  if (after && isDescending) to = order.positionAt(after.key + 1);
  for (const version of order.walk(from, Math.max(from, to), isDescending)) {
    const record = { version, key: version.updatedAt };
    if (!after || comesAfter(record, after, isDescending)) yield record;
  }
}

/** Ids and creation times ascend together, so one order serves both. */
function* byId(store: ModuleStore, { by, isDescending, since, after }: Order): Generator<Sorted> {
  const versions = isDescending ? [...store.all()].reverse() : store.all();
  for (const version of versions) {
    const record = { version, key: by === 'Created_Time' ? version.createdAt : 0 };
    const isRecent = since === null || version.updatedAt >= since;
    if (isRecent && (!after || comesAfter(record, after, isDescending))) yield record;
  }
}

/** Live records of a module in order, ties by id. */
export function sortedRecords(store: ModuleStore, order: Order): Iterable<Sorted> {
  if (order.by !== 'Modified_Time') return byId(store, order);
  return tieBroken(byModified(store, order), order.isDescending);
}

function comesAfter({ version, key }: Sorted, after: Position, isDescending: boolean): boolean {
  if (key !== after.key) return isDescending ? key < after.key : key > after.key;
  return isDescending ? version.id < after.id : version.id > after.id;
}
