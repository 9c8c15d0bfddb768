import { encodeCursor } from '../cursor.js';
import { ServiceError } from '../errors.js';

export { encodeCursor };

/** @throws ServiceError `bad_request` for a cursor we did not make. */
export function decodeCursor<T>(text: string, isRight: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isRight(value)) return value;
  } catch {
    // Falls through to the one answer for every bad cursor.
  }
  throw new ServiceError('bad_request', {
    detail: 'This cursor is not one of ours. Use next_cursor of the page before, unchanged.',
  });
}

const isOffset = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e9;

/** A page of a short list (apps, keys) by offset; long lists page by key instead. */
export async function readPage<Row, View>(
  query: { cursor?: string | undefined; limit: number },
  read: (page: { limit: number; offset: number }) => Promise<Row[]>,
  present: (row: Row) => View,
): Promise<{ data: View[]; next_cursor: string | null }> {
  const offset = query.cursor === undefined ? 0 : decodeCursor(query.cursor, isOffset);
  const rows = await read({ limit: query.limit + 1, offset });
  const data = rows.slice(0, query.limit).map(present);
  return { data, next_cursor: rows.length > query.limit ? encodeCursor(offset + query.limit) : null };
}
