import { QueryTypes, type Transaction } from 'sequelize';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { GoneOwner } from './gone-records.js';
import { refsMoved } from './open-refs.js';
import { TOLD_RECORD, type ToldRecord, tellRecords } from './told-events.js';

/** Records that the CRM merged into one; remote ids. */
export interface Merge {
  survivor: string;
  absorbed: string[];
}

interface Absorbed {
  remote_id: string;
  old_id: string;
  new_id: string;
}

/** A limit, so that links are probed one by one and never read all. */
const link = (remoteId: string): string =>
  `SELECT local_id, alias FROM crm_entity_links WHERE connection_id = $1 AND object = $2 AND remote_id = ${remoteId} LIMIT 1`;

/**
 * Lets merged records lead to their survivors, which are stored already: the record is deleted and says what absorbed
 * it, its link becomes an alias of the survivor's, and what it had absorbed itself follows. What the host said of it
 * becomes what it says of the survivor, unless it spoke of that one too; the sides then meet anew. Nothing happens a
 * second time.
 */
export async function absorbRecords(
  store: Store,
  owner: GoneOwner,
  merges: readonly Merge[],
  transaction: Transaction,
): Promise<number> {
  const pairs = merges.flatMap(({ survivor, absorbed }) => absorbed.map((id) => ({ survivor, id })));
  if (pairs.length === 0) return 0;
  const rows = await store.sequelize.query<Absorbed>(
    `SELECT i.absorbed AS remote_id, b.local_id AS old_id, a.local_id AS new_id
       FROM unnest($3::text[], $4::text[]) AS i(survivor, absorbed)
       CROSS JOIN LATERAL (${link('i.absorbed')}) b CROSS JOIN LATERAL (${link('i.survivor')}) a
      WHERE i.absorbed <> i.survivor AND NOT a.alias AND (NOT b.alias OR b.local_id <> a.local_id) ORDER BY i.absorbed`,
    {
      bind: [
        ...[owner.connectionId, owner.object],
        ...[textArray(pairs.map(({ survivor }) => survivor)), textArray(pairs.map(({ id }) => id))],
      ],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  for (const row of rows) await absorb(store, owner, row, transaction);
  await refsMoved(
    store,
    owner,
    rows.map((row) => row.remote_id),
    transaction,
  );
  return rows.length;
}

async function absorb(
  store: Store,
  owner: GoneOwner,
  { remote_id, old_id, new_id }: Absorbed,
  transaction: Transaction,
): Promise<void> {
  const run = <T extends object>(sql: string, ...bind: unknown[]): Promise<T[]> =>
    store.sequelize.query<T>(sql, {
      bind: [owner.connectionId, owner.object, ...bind],
      type: QueryTypes.SELECT,
      transaction,
    });
  const aliases = await run<{ remote_id: string }>(
    'SELECT remote_id FROM crm_entity_links WHERE connection_id = $1 AND object = $2 AND local_id = $3 AND alias',
    old_id,
  );
  const ids = textArray([remote_id, ...aliases.map((alias) => alias.remote_id)]);
  // Records before links, as everywhere.
  const told = await run<ToldRecord>(
    `UPDATE crm_records r SET deleted_at = COALESCE(deleted_at, now()), merged_into = $4, hash = '\\x', updated_at = now(),
            change_seq = nextval('crm_records_change_seq'), change_xid = pg_current_xact_id()
      WHERE connection_id = $1 AND object = (SELECT $2::text) AND remote_id = ANY ($3::text[]) AND merged_into IS DISTINCT FROM $4
      RETURNING ${TOLD_RECORD}`,
    ids,
    new_id,
  );
  await run(
    `UPDATE crm_entity_links SET alias = true, local_id = $4
      WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[]) RETURNING 1`,
    ids,
    new_id,
  );
  await tellRecords(store, owner, told, transaction);
  if (old_id !== new_id) await moveHostSide(run, old_id, new_id);
}

async function moveHostSide(
  run: (sql: string, ...bind: unknown[]) => Promise<object[]>,
  oldId: string,
  newId: string,
): Promise<void> {
  const side = 'connection_id = $1 AND object = $2 AND local_id';
  await run(
    `UPDATE crm_host_sides SET local_id = $4, base_host = NULL, base_crm = NULL, updated_at = now()
      WHERE ${side} = $3 AND NOT EXISTS (SELECT 1 FROM crm_host_sides WHERE ${side} = $4) RETURNING 1`,
    oldId,
    newId,
  );
  await run(`DELETE FROM crm_host_sides WHERE ${side} = $3 RETURNING 1`, oldId);
}
