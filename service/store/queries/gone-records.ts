import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import { textArray, timestamptzArray } from '../binary-arrays.js';
import type { Store } from '../store.js';

/** Records of one object of one connection. */
export interface GoneOwner {
  connectionId: string;
  object: ObjectName;
}

function ask<T extends object>(
  store: Store,
  { connectionId, object }: GoneOwner,
  sql: string,
  bind: unknown[],
  transaction?: Transaction,
): Promise<T[]> {
  return store.sequelize.query<T>(sql, {
    bind: [connectionId, object, ...bind],
    type: QueryTypes.SELECT,
    ...(transaction ? { transaction } : {}),
  });
}

/** Whether we hold a record of the object at all. */
export async function holdsAny(store: Store, owner: GoneOwner, transaction?: Transaction): Promise<boolean> {
  // In the order of the unique key, so that nothing else is read to find none.
  const sql = `SELECT 1 FROM crm_records WHERE connection_id = $1 AND object = (SELECT $2::text) AND deleted_at IS NULL
                ORDER BY remote_id LIMIT 1`;
  return (await ask(store, owner, sql, [], transaction)).length > 0;
}

/** Remote ids that we hold, in the order of their text, after one. */
export async function listHeldIds(
  store: Store,
  owner: GoneOwner,
  after: string | null,
  limit: number,
): Promise<string[]> {
  // In the order of the unique key.
  const sql = `SELECT remote_id FROM crm_records WHERE connection_id = $1 AND object = (SELECT $2::text)
                  AND remote_id > $3 AND deleted_at IS NULL ORDER BY remote_id LIMIT $4`;
  const rows = await ask<{ remote_id: string }>(store, owner, sql, [after ?? '', limit]);
  return rows.map((row) => row.remote_id);
}

export async function countLive(store: Store, owner: GoneOwner): Promise<number> {
  const sql =
    'SELECT count(*)::int AS n FROM crm_records WHERE connection_id = $1 AND object = $2 AND deleted_at IS NULL';
  return (await ask<{ n: number }>(store, owner, sql, []))[0]?.n ?? 0;
}

/** Of deleted records, those that we hold and nobody suspects yet. One that a person kept counts when it was deleted anew. */
export async function findSuspects(
  store: Store,
  owner: GoneOwner,
  deleted: readonly { remoteId: string; at: Date | null }[],
  transaction?: Transaction,
): Promise<string[]> {
  const rows = await ask<{ remote_id: string }>(
    store,
    owner,
    // Probed one by one: as a join, all records of the connection may be read.
    `SELECT i.remote_id FROM unnest($3::text[], $4::timestamptz[]) AS i(remote_id, at)
      WHERE (SELECT r.deleted_at IS NULL FROM crm_records r
              WHERE r.connection_id = $1 AND r.object = (SELECT $2::text) AND r.remote_id = i.remote_id) AND NOT EXISTS (SELECT 1 FROM crm_gone_records g
              WHERE g.connection_id = $1 AND g.object = $2 AND g.remote_id = i.remote_id AND NOT (g.state = 'kept' AND i.at > g.kept_at))`,
    [
      textArray(deleted.map(({ remoteId }) => remoteId)),
      timestamptzArray(deleted.map(({ at }) => at?.toISOString() ?? null)),
    ],
    transaction,
  );
  return rows.map((row) => row.remote_id);
}

/** Of records, those whose suspicion is still to be settled. */
export async function findUnsettled(
  store: Store,
  owner: GoneOwner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<string[]> {
  const sql = `SELECT remote_id FROM crm_gone_records WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[])
                  AND state IN ('suspected', 'confirmed')`;
  const rows = await ask<{ remote_id: string }>(store, owner, sql, [textArray(remoteIds)], transaction);
  return rows.map((row) => row.remote_id);
}

/** Notes suspects that `findSuspects` found. */
export async function suspect(
  store: Store,
  owner: GoneOwner,
  remoteIds: string[],
  transaction: Transaction,
): Promise<void> {
  await ask(
    store,
    owner,
    `INSERT INTO crm_gone_records AS g (connection_id, object, remote_id)
     SELECT $1, $2, id FROM unnest($3::text[]) AS id ORDER BY id
     ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET state = 'suspected', held_id = NULL, kept_at = NULL
      WHERE g.state = 'kept'
     RETURNING 1`,
    [textArray(remoteIds)],
    transaction,
  );
}

/** Suspects what a complete listing did not show, of the records that were there before it began. */
export async function suspectUnseen(
  store: Store,
  owner: GoneOwner,
  listing: { mark: string; highId: string },
  transaction: Transaction,
): Promise<void> {
  await ask(
    store,
    owner,
    `INSERT INTO crm_gone_records (connection_id, object, remote_id)
     SELECT r.connection_id, r.object, r.remote_id FROM crm_records r
      WHERE r.connection_id = $1 AND r.object = $2 AND r.deleted_at IS NULL AND r.id <= $4
        AND NOT EXISTS (SELECT 1 FROM crm_seen_records s WHERE s.mark = $3 AND s.remote_id = r.remote_id)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [listing.mark, listing.highId],
    transaction,
  );
}

/** Up to `limit` ids in a state, in the order of their text, after one. */
export async function listGone(
  store: Store,
  owner: GoneOwner,
  state: 'suspected' | 'confirmed',
  limit: number,
  after = '',
): Promise<string[]> {
  const rows = await ask<{ remote_id: string }>(
    store,
    owner,
    `SELECT remote_id FROM crm_gone_records WHERE connection_id = $1 AND object = $2 AND state = $3 AND remote_id > $5
      ORDER BY remote_id LIMIT $4`,
    [state, limit, after],
  );
  return rows.map((row) => row.remote_id);
}

/**
 * Up to `limit` confirmed ones, locked with their records, in the order in which whoever stores records locks them: one
 * that has been seen alive meanwhile, by a run or a webhook beside this one, is no longer among them.
 */
export async function lockConfirmed(
  store: Store,
  owner: GoneOwner,
  limit: number,
  transaction: Transaction,
): Promise<string[]> {
  const confirmed = `SELECT remote_id FROM crm_gone_records WHERE connection_id = $1 AND object = $2 AND state = 'confirmed'
                      ORDER BY remote_id LIMIT $3`;
  const listed = await ask<{ remote_id: string }>(store, owner, confirmed, [limit], transaction);
  const ids = textArray(listed.map((row) => row.remote_id));
  const records = `SELECT 1 FROM crm_records WHERE connection_id = $1 AND object = (SELECT $2::text)
                      AND remote_id = ANY ($3::text[]) ORDER BY remote_id FOR UPDATE`;
  await ask(store, owner, records, [ids], transaction);
  const gone = `SELECT remote_id FROM crm_gone_records WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[])
                   AND state = 'confirmed' ORDER BY remote_id FOR UPDATE`;
  const rows = await ask<{ remote_id: string }>(store, owner, gone, [ids], transaction);
  return rows.map((row) => row.remote_id);
}

export async function countConfirmed(store: Store, owner: GoneOwner): Promise<number> {
  const sql = `SELECT count(*)::int AS n FROM crm_gone_records WHERE connection_id = $1 AND object = $2 AND state = 'confirmed'`;
  return (await ask<{ n: number }>(store, owner, sql, []))[0]?.n ?? 0;
}

export async function confirmGone(
  store: Store,
  owner: GoneOwner,
  remoteIds: string[],
  transaction: Transaction,
): Promise<void> {
  const sql = `UPDATE crm_gone_records SET state = 'confirmed'
                WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[]) AND state = 'suspected' RETURNING 1`;
  await ask(store, owner, sql, [textArray(remoteIds)], transaction);
}

/** Takes records out of the lot a person approved: the CRM would not say whether it still has them. */
export async function suspectAnew(
  store: Store,
  owner: GoneOwner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  if (remoteIds.length === 0) return;
  const sql = `UPDATE crm_gone_records SET state = 'suspected', held_id = NULL
                WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[]) AND state = 'held' RETURNING 1`;
  await ask(store, owner, sql, [textArray(remoteIds)], transaction);
}

/** Suspicions that came to nothing. */
export async function forgetSuspects(
  store: Store,
  owner: GoneOwner,
  transaction: Transaction,
): Promise<void> {
  const sql = `DELETE FROM crm_gone_records WHERE connection_id = $1 AND object = $2 AND state = 'suspected' RETURNING 1`;
  await ask(store, owner, sql, [], transaction);
}

/** Takes records off, because they are there after all or have been deleted here. A held lot that runs out is settled. */
export async function dropGone(
  store: Store,
  owner: GoneOwner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  const run = <T extends object>(sql: string, ...bind: unknown[]) =>
    ask<T>(store, owner, sql, bind, transaction);
  const which = 'connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[])';
  const ids = textArray(remoteIds);
  // Most pages name none.
  const named = await run(`SELECT 1 FROM crm_gone_records WHERE ${which} LIMIT 1`, ids);
  if (named.length === 0) return;
  // The lot is locked before its records, as where a person decides.
  const waiting = `crm_held_deletions h WHERE connection_id = $1 AND object = $2 AND state = 'waiting'`;
  const [held] = await run<{ id: string }>(`SELECT id FROM ${waiting} FOR UPDATE`);
  await run(`DELETE FROM crm_gone_records WHERE ${which} RETURNING 1`, ids);
  if (!held) return;
  await run(
    `UPDATE crm_held_deletions h SET state = 'dismissed', decided_at = now()
      WHERE connection_id = $1 AND object = $2 AND id = $3 AND NOT EXISTS (SELECT 1 FROM crm_gone_records g WHERE g.held_id = h.id) RETURNING 1`,
    held.id,
  );
}

/** Puts what is confirmed to the lot that waits for a person, or begins one. @returns the lot, and how many were put to it. */
export async function holdConfirmed(
  store: Store,
  owner: GoneOwner & { workspaceId: string; runId: string | null },
  live: number,
  transaction: Transaction,
): Promise<{ heldId: string; count: number }> {
  const run = <T extends object>(sql: string, ...bind: unknown[]) =>
    ask<T>(store, owner, sql, bind, transaction);
  const [held] = await run<{ id: string }>(
    `INSERT INTO crm_held_deletions AS h (workspace_id, connection_id, object, live, run_id) VALUES ($3, $1, $2, $4, $5)
     ON CONFLICT (connection_id, object) WHERE state = 'waiting' DO UPDATE SET live = h.live RETURNING id`,
    ...[owner.workspaceId, live, owner.runId],
  );
  const put = await run(
    `UPDATE crm_gone_records SET state = 'held', held_id = $3
      WHERE connection_id = $1 AND object = $2 AND state = 'confirmed' RETURNING 1`,
    held?.id,
  );
  return { heldId: held?.id ?? '', count: put.length };
}

/** Whether a lot of the object waits for a person. */
export async function isHolding(store: Store, owner: GoneOwner): Promise<boolean> {
  const sql = `SELECT 1 FROM crm_held_deletions WHERE connection_id = $1 AND object = $2 AND state = 'waiting'`;
  return (await ask(store, owner, sql, [])).length > 0;
}
