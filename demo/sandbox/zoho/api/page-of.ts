import type { RecordVersion } from '../state/record.js';

/** Where a page ends: the sort value and id of its last record. */
export interface Position {
  key: number;
  id: string;
}

/** One record with what it is sorted by. */
export interface Sorted {
  version: RecordVersion;
  key: number;
}

/** Takes `limit` records after skipping some, and tells whether there are more. */
export function pageOf(
  records: Iterable<Sorted>,
  skip: number,
  limit: number,
): { page: Sorted[]; hasMore: boolean } {
  const page: Sorted[] = [];
  let seen = 0;
  for (const record of records) {
    if (seen++ < skip) continue;
    if (page.length === limit) return { page, hasMore: true };
    page.push(record);
  }
  return { page, hasMore: false };
}
