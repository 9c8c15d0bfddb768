import { QueryTypes, type Transaction } from 'sequelize';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';

/** Rows of one statement: a long one would hold the feed back. */
const BATCH = 5_000;

/** Remembers what a listing shows. @returns how many it had not shown before. */
export async function markSeen(
  store: Store,
  mark: string,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<number> {
  const [row] = await store.sequelize.query<{ n: number }>(
    `WITH seen AS (
       INSERT INTO crm_seen_records (mark, remote_id) SELECT $1, id FROM unnest($2::text[]) AS id ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS n FROM seen`,
    { bind: [mark, textArray(remoteIds)], type: QueryTypes.SELECT, transaction },
  );
  return row?.n ?? 0;
}

export async function countSeen(store: Store, mark: string): Promise<number> {
  const [row] = await store.sequelize.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM crm_seen_records WHERE mark = $1',
    { bind: [mark], type: QueryTypes.SELECT },
  );
  return row?.n ?? 0;
}

export async function forgetSeen(store: Store, mark: string): Promise<void> {
  let gone: unknown[];
  do
    gone = await store.sequelize.query(
      'DELETE FROM crm_seen_records WHERE ctid = ANY (ARRAY(SELECT ctid FROM crm_seen_records WHERE mark = $1 LIMIT $2)) RETURNING 1',
      { bind: [mark, BATCH], type: QueryTypes.SELECT },
    );
  while (gone.length === BATCH);
}

/** The newest id given to a record of anybody, roughly: what is stored from now on has a higher one. */
export async function highestRecordId(store: Store, transaction: Transaction): Promise<string> {
  const [row] = await store.sequelize.query<{ id: string }>(
    'SELECT last_value::text AS id FROM crm_records_id_seq',
    { type: QueryTypes.SELECT, transaction },
  );
  return row?.id ?? '0';
}
