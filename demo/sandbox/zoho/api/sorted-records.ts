import type { ModuleStore } from '../state/module-store.js';
import type { RecordVersion } from '../state/record.js';
import type { Position, Sorted } from './page-of.js';

/** What a list may be sorted by. */
export type SortKey = 'id' | 'Created_Time' | 'Modified_Time';

/** How a list is read. */
export interface Order {
  by: SortKey;
  isDescending: boolean;
  /** Only records modified after this instant. */
  since: number | null;
  /** Only records that come after this one. */
  after: Position | null;
}

function keyOf(version: RecordVersion, by: SortKey): number {
  if (by === 'Created_Time') return version.createdAt;
  return by === 'Modified_Time' ? version.updatedAt : 0;
}

/** Records of one second, in id order. */
function* tieBroken(
  versions: Iterable<RecordVersion>,
  by: SortKey,
  isDescending: boolean,
): Generator<Sorted> {
  let tied: RecordVersion[] = [];
  const emit = (): Sorted[] =>
    tied
      .sort((a, b) => (a.id < b.id ? -1 : 1) * (isDescending ? -1 : 1))
      .map((version) => ({ version, key: keyOf(version, by) }));
  for (const version of versions) {
    const first = tied[0];
    if (first && keyOf(first, by) !== keyOf(version, by)) {
      yield* emit();
      tied = [];
    }
    tied.push(version);
  }
  yield* emit();
}

function* byModified(store: ModuleStore, { isDescending, since, after }: Order): Generator<Sorted> {
  const order = store.byModified;
  let from = since === null ? 0 : order.positionAt(since + 1);
  let to = order.length;
  if (after && !isDescending) from = Math.max(from, order.positionAt(after.key));
  if (after && isDescending) to = order.positionAt(after.key + 1);
  yield* tieBroken(order.walk(from, Math.max(from, to), isDescending), 'Modified_Time', isDescending);
}

/** Ids and creation times ascend together, so one order serves both. */
function* byId(store: ModuleStore, { by, isDescending, since }: Order): Generator<Sorted> {
  const versions = isDescending ? [...store.all()].reverse() : store.all();
  for (const version of versions)
    if (since === null || version.updatedAt > since) yield { version, key: keyOf(version, by) };
}

/** Live records of a module in order, ties by id. */
export function* sortedRecords(store: ModuleStore, order: Order): Generator<Sorted> {
  const { by, after, isDescending } = order;
  for (const record of by === 'Modified_Time' ? byModified(store, order) : byId(store, order))
    if (!after || comesAfter(record, after, isDescending)) yield record;
}

function comesAfter({ version, key }: Sorted, after: Position, isDescending: boolean): boolean {
  if (key !== after.key) return isDescending ? key < after.key : key > after.key;
  return isDescending ? version.id < after.id : version.id > after.id;
}
