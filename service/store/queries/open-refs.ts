import { QueryTypes, type Transaction } from 'sequelize';
import { APP_FIELDS, OBJECTS, type ObjectName } from '../../../shared/records.js';
import { textArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import { recordsTold, TOLD_RECORD } from './told-events.js';

/*
 * The feed resolves references to our ids when it is read. A reader who read a record before what it refers to had its
 * id has to be told of that record again once it has: until then the reference is open.
 */

interface Owner {
  connectionId: string;
  object: ObjectName;
}

/** What the references of an object's records lead to, by their names. */
const targetsOf = (object: ObjectName): [name: string, target: ObjectName][] =>
  APP_FIELDS[object].flatMap(({ name, target }) => (target ? [[name, target]] : []));

/** Objects whose records refer to records of this one. */
const referrersOf = (target: ObjectName): ObjectName[] =>
  OBJECTS.filter((object) => targetsOf(object).some(([, to]) => to === target));

/** Keeps in mind which of the records referred to have no id of ours yet, in the transaction that stores the referring ones. */
export async function openRefs(
  store: Store,
  owner: Owner,
  rows: readonly { refs: unknown }[],
  transaction: Transaction,
): Promise<void> {
  const named = targetsOf(owner.object);
  const ids = new Map<ObjectName, Set<string>>();
  for (const { refs } of rows)
    for (const [name, target] of named)
      for (const id of (refs as Record<string, string[]>)[name] ?? [])
        ids.set(target, (ids.get(target) ?? new Set()).add(id));
  for (const [target, set] of ids)
    await store.sequelize.query(
      `INSERT INTO crm_open_refs (connection_id, object, remote_id, due)
       SELECT $1, $2, i.id, false FROM unnest($3::text[]) AS i(id)
        WHERE NOT EXISTS (SELECT 1 FROM crm_entity_links l WHERE l.connection_id = $1 AND l.object = $2 AND l.remote_id = i.id)
        ORDER BY i.id ON CONFLICT DO NOTHING`,
      { bind: [owner.connectionId, target, textArray([...set])], transaction },
    );
}

/** Says that records have their ids now. */
export async function refsFound(
  store: Store,
  owner: Owner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_open_refs SET due = true
      WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[]) AND NOT due`,
    { bind: [owner.connectionId, owner.object, textArray([...remoteIds])], transaction },
  );
}

/** Says that records have other ids than before. */
export async function refsMoved(
  store: Store,
  owner: Owner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  if (remoteIds.length === 0 || referrersOf(owner.object).length === 0) return;
  await store.sequelize.query(
    `INSERT INTO crm_open_refs (connection_id, object, remote_id, due)
     SELECT $1, $2, i.id, true FROM unnest($3::text[]) AS i(id) ORDER BY i.id
     ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET due = true`,
    { bind: [owner.connectionId, owner.object, textArray([...remoteIds])], transaction },
  );
}

/** Finds what became known beside a transaction that was just opening it. */
export async function refsOverlooked(store: Store): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_open_refs o SET due = true WHERE NOT o.due AND EXISTS (
       SELECT 1 FROM crm_entity_links l WHERE l.connection_id = o.connection_id AND l.object = o.object AND l.remote_id = o.remote_id)`,
  );
}

/** Ids of one connection and object that are settled together. */
const BATCH = 1_000;

/** Lets everything enter the feed again that refers to records whose ids became known or changed, of one connection or of all. */
export async function settleRefs(store: Store, connectionId?: string): Promise<void> {
  const places = await store.sequelize.query<{ connection_id: string; object: ObjectName }>(
    'SELECT DISTINCT connection_id, object FROM crm_open_refs WHERE due AND ($1::uuid IS NULL OR connection_id = $1)',
    { bind: [connectionId ?? null], type: QueryTypes.SELECT },
  );
  for (const { connection_id, object } of places) while (await settle(store, connection_id, object));
}

/** @returns whether there may be more. */
async function settle(store: Store, connectionId: string, target: ObjectName): Promise<boolean> {
  return store.transaction(async (transaction) => {
    const rows = await store.sequelize.query<{ remote_id: string }>(
      `DELETE FROM crm_open_refs WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM crm_open_refs WHERE connection_id = $1 AND object = $2 AND due LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))
       RETURNING remote_id`,
      { bind: [connectionId, target], type: QueryTypes.SELECT, transaction },
    );
    const ids = textArray(rows.map((row) => row.remote_id));
    if (rows.length > 0)
      for (const object of referrersOf(target))
        await tellAgain(store, { connectionId, object }, target, ids, transaction);
    return rows.length === BATCH;
  });
}

async function tellAgain(
  store: Store,
  { connectionId, object }: Owner,
  target: ObjectName,
  ids: Buffer,
  transaction: Transaction,
): Promise<void> {
  const names = targetsOf(object).flatMap(([name, to]) =>
    to === target ? [`r.refs -> '${name}' ?| $3::text[]`] : [],
  );
  await store.sequelize.query(
    `WITH referring AS (
       SELECT id FROM crm_records r WHERE r.connection_id = $1 AND r.object = $2 AND (${names.join(' OR ')})
        ORDER BY remote_id FOR UPDATE -- as pages are stored
     ), changed AS (
       UPDATE crm_records r SET updated_at = now(), change_seq = nextval('crm_records_change_seq'), change_xid = pg_current_xact_id()
         FROM referring WHERE r.id = referring.id
       RETURNING ${TOLD_RECORD}
     )
     ${recordsTold('changed', '$1', '$2')}`,
    { bind: [connectionId, object, ids], transaction },
  );
}
