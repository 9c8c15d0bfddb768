import type { RemotePage, RemoteRecord } from './connector.js';

/** Where a copy of everything stands, beside what a CRM itself needs to go on. */
export interface ListPhase {
  phase: 'list';
  /** When the copy began, by the CRM's clock, in ms; null before the first page. */
  since: number | null;
}

/** A page of a list as a connector reads it. */
export interface ListPage<L extends ListPhase> {
  records: RemoteRecord[];
  /** Where the list goes on; null: it ends here. */
  next: Omit<L, keyof ListPhase> | null;
  /** The CRM's clock, in ms. */
  at: number;
}

/**
 * The pages of a copy of everything. Records that change meanwhile are found by the changes that the last page's cursor
 * begins with: from when the first page was asked for.
 *
 * @param cursor null begins; one of changes is of a copy that has ended.
 */
export async function* listPages<L extends ListPhase, C extends { phase: 'changes' }>(
  cursor: L | C | null,
  readPage: (place: L | null) => Promise<ListPage<L>>,
  changesFrom: (since: number) => C,
): AsyncGenerator<RemotePage> {
  const page = (records: RemoteRecord[], place: object): RemotePage => ({
    records,
    cursor: JSON.stringify(place),
    total: null,
  });
  if (cursor?.phase === 'changes') {
    yield page([], cursor);
    return;
  }
  let place = cursor as L | null;
  for (;;) {
    const { records, next, at } = await readPage(place);
    const since = place?.since ?? at;
    if (next === null) {
      yield page(records, changesFrom(since));
      return;
    }
    place = { phase: 'list', ...next, since } as unknown as L;
    yield page(records, place);
  }
}
