import { waitUntil } from './service/wait-until.js';

/** How long what is committed may be held back: PostgreSQL ends a transaction in which nothing happens after a minute. */
export const LONGEST_HELD_BACK_MS = 90_000;

type Sql = <T extends object>(query: string, ...bind: unknown[]) => Promise<T[]>;

/** Waits until all that is committed by now is in the feed: any older transaction of the server, another test's too, holds it back. */
export async function letOthersCommit(sql: Sql): Promise<void> {
  const [now] = await sql<{ xid: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid');
  await waitUntil(
    'older transactions have ended',
    async () => {
      const [row] = await sql<{ isOver: boolean }>(
        'SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AS "isOver"',
        now?.xid,
      );
      return row?.isOver;
    },
    LONGEST_HELD_BACK_MS,
  );
}
