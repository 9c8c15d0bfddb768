import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import { boolArray, byteaArray, textArray, timestamptzArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import { asideOf, ERRORS, IS_SILENT, keptOf, provenanceMoved, STAYS_UNTOLD } from './kept-values.js';
import { openRefs, refsFound, refsMoved } from './open-refs.js';
import { provenanceOf, type SetByHost } from './provenance.js';
import {
  batchesOf,
  type RecordBatch,
  TOLD_RECORD,
  type ToldRecord,
  tellBatches,
  tellRecords,
} from './told-events.js';

/** A mapped record ready to be stored. `hash` covers what makes it another; an equal one writes nothing. */
export interface RecordRow {
  remote_id: string;
  fields: unknown;
  custom: unknown;
  refs: unknown;
  raw: unknown;
  /** Hex. */
  hash: string;
  /** `{ field }` of each value that was refused (`custom.x` too), or null: what is stored of those stays. */
  errors: readonly { field: string }[] | null;
  /**
   * It cannot be mapped as it is: everything stored of it stays, and if it is new, readers are not told of it, until it
   * comes mapped.
   */
  waits?: boolean;
  /** Fields (`custom.x` too) that are filled only where nothing is stored; of all rows stored together the same. */
  only_empty?: ReadonlySet<string>;
  deleted: boolean;
  /** Fields (`custom.x` too) that this says nothing of: what is stored of them stays. The same in all rows of a page. */
  kept?: readonly string[];
  /** ISO 8601. */
  remote_updated_at: string | null;
  /** What of it the host has written; all else is the CRM's. */
  set_by_host?: SetByHost;
  /** JSON of the values above, where it has been written already. */
  texts?: RowTexts;
}

export interface RowTexts {
  fields: string;
  custom: string;
  refs: string;
  raw: string;
}

export interface UpsertCounts {
  created: number;
  /** Of those that readers are told of. */
  updated: number;
}

interface Owner {
  workspaceId: string;
  connectionId: string;
  object: ObjectName;
}

/**
 * The object as the planner cannot see it. It would prove that the partial indexes of contacts fit and, while the table
 * has no statistics, take one of them for the unique key: every probe then reads all contacts of the connection.
 */
const UNPROVEN = '(SELECT $3::text)';

/**
 * Stores one page of one object, and links for what is new, in one statement. A record already linked keeps its
 * local id; an older version than the stored one changes nothing. Ids must be distinct within a page.
 */
export async function upsertRecords(
  store: Store,
  owner: Owner,
  rows: RecordRow[],
  transaction: Transaction,
): Promise<UpsertCounts> {
  if (rows.length === 0) return { created: 0, updated: 0 };
  const onlyEmpty = [...(rows[0]?.only_empty ?? [])];
  const kept = [...(rows[0]?.kept ?? [])];
  const hasKept = onlyEmpty.length + kept.length > 0;
  const [counts] = await store.sequelize.query<
    UpsertCounts & { changed: number; strayed: string[] | null; batches: RecordBatch[] | null }
  >(
    `WITH input AS (
       SELECT i.*, (
                SELECT r.hash FROM crm_records r -- one probe of the unique key a row
                 WHERE r.connection_id = $2 AND r.object = ${UNPROVEN} AND r.remote_id = i.remote_id) AS stored
         FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bytea[], $10::text[], $11::boolean[],
              $12::timestamptz[], $13::text[], $14::boolean[]) AS i(remote_id, fields, custom, refs, raw, digest, errors, deleted, remote_updated_at, provenance, waits)
     ), changed AS (
       INSERT INTO crm_records AS r (workspace_id, connection_id, object, remote_id, local_id, fields, custom, refs, raw,
              hash, errors, deleted_at, remote_updated_at, provenance, untold)
       SELECT $1, $2, $3, i.remote_id,
              COALESCE((SELECT l.local_id FROM crm_entity_links l
                         WHERE l.connection_id = $2 AND l.object = $3 AND l.remote_id = i.remote_id), gen_random_uuid()::text),
              i.fields::jsonb, i.custom::jsonb, i.refs::jsonb, i.raw::jsonb, i.digest, i.errors::jsonb, CASE WHEN i.deleted THEN now() END, i.remote_updated_at,
              i.provenance::jsonb, i.waits
         FROM input i WHERE i.stored IS DISTINCT FROM i.digest
         ORDER BY i.remote_id -- one order of locks for every writer
       ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET
              fields = ${keptOf('fields', hasKept)}, custom = ${keptOf('custom', hasKept)}, aside = ${asideOf(hasKept)},
              refs = EXCLUDED.refs, raw = EXCLUDED.raw, hash = EXCLUDED.hash, errors = ${ERRORS}, deleted_at = EXCLUDED.deleted_at,
              remote_updated_at = EXCLUDED.remote_updated_at, provenance = ${provenanceMoved(hasKept)}, untold = ${STAYS_UNTOLD},
              updated_at = CASE WHEN ${IS_SILENT} THEN r.updated_at ELSE now() END,
              change_seq = CASE WHEN ${IS_SILENT} THEN r.change_seq ELSE nextval('crm_records_change_seq') END,
              change_xid = CASE WHEN ${IS_SILENT} THEN r.change_xid ELSE pg_current_xact_id() END
        WHERE r.hash <> EXCLUDED.hash AND r.merged_into IS NULL -- an absorbed record never comes back
          AND (r.remote_updated_at IS NULL OR EXCLUDED.remote_updated_at IS NULL OR r.remote_updated_at <= EXCLUDED.remote_updated_at)
       RETURNING r.remote_id, r.local_id, r.change_seq, r.deleted_at IS NOT NULL AS deleted, r.xmax = 0 AS created,
              r.untold OR r.change_xid <> pg_current_xact_id() AS untold
     ), linked AS (
       INSERT INTO crm_entity_links AS l (connection_id, object, remote_id, workspace_id, local_id)
       SELECT $2, $3, remote_id, $1, local_id FROM changed WHERE created
       ON CONFLICT (connection_id, object, remote_id) DO UPDATE SET local_id = l.local_id
       RETURNING remote_id, local_id
     )
     SELECT count(*)::int AS changed, count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT (created OR untold))::int AS updated,
            array_agg(remote_id) FILTER (WHERE k.local_id <> changed.local_id) AS strayed, ${batchesOf('changed')} AS batches
       FROM changed LEFT JOIN linked k USING (remote_id)`,
    {
      bind: [
        ...[owner.workspaceId, owner.connectionId, owner.object, ...columnsOf(rows)],
        ...(hasKept ? [textArray(onlyEmpty), textArray(kept)] : []),
      ],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  await tellBatches(store, owner, counts?.batches ?? [], transaction);
  // A push linked its activity while this statement ran: the host's id counts.
  if (counts?.strayed) await followLinks(store, owner, counts.strayed, transaction);
  const { changed, created, updated } = counts ?? { changed: 0, created: 0, updated: 0 };
  if (created > 0) await refsFound(store, owner, idsOf(rows), transaction);
  if (changed > 0) await openRefs(store, owner, rows, transaction);
  return { created, updated };
}

const idsOf = (rows: readonly RecordRow[]): string[] => rows.map((row) => row.remote_id);

/** The rows as one array for each column, in the order the statement takes them. */
function columnsOf(rows: readonly RecordRow[]): Buffer[] {
  const texts = rows.map((row) => row.texts ?? textsOf(row));
  const now = new Date().toISOString();
  return [
    textArray(idsOf(rows)),
    textArray(texts.map(({ fields }) => fields)),
    textArray(texts.map(({ custom }) => custom)),
    textArray(texts.map(({ refs }) => refs)),
    textArray(texts.map(({ raw }) => raw)),
    byteaArray(rows.map((row) => Buffer.from(row.hash, 'hex'))),
    textArray(rows.map(({ errors }) => errors && JSON.stringify(errors.map((e) => ({ ...e, since: now }))))),
    boolArray(rows.map((row) => row.deleted)),
    timestamptzArray(rows.map((row) => row.remote_updated_at)),
    textArray(rows.map((row) => provenanceOf(row.remote_updated_at, row.set_by_host, now))),
    boolArray(rows.map((row) => row.waits ?? false)),
  ];
}

const textsOf = (row: RecordRow): RowTexts => ({
  fields: JSON.stringify(row.fields),
  custom: JSON.stringify(row.custom),
  refs: JSON.stringify(row.refs),
  raw: JSON.stringify(row.raw),
});

/** Gives records the local ids of their links, and what they absorbed with them; those that had another enter the feed again. */
export async function followLinks(
  store: Store,
  owner: Pick<Owner, 'connectionId' | 'object'>,
  remoteIds: string[],
  transaction: Transaction,
): Promise<void> {
  const renamed = await store.sequelize.query<ToldRecord & { remote_id: string; is_moved: boolean }>(
    `WITH renamed AS (
       SELECT r.id, r.local_id AS old_id, l.local_id AS new_id FROM crm_records r JOIN crm_entity_links l USING (connection_id, object, remote_id)
        WHERE r.connection_id = $1 AND r.object = (SELECT $2::text) AND r.remote_id = ANY ($3::text[]) AND NOT l.alias AND r.local_id <> l.local_id
     ), absorbed AS (
       UPDATE crm_records a SET merged_into = n.new_id, updated_at = now(),
              change_seq = nextval('crm_records_change_seq'), change_xid = pg_current_xact_id()
         FROM renamed n WHERE a.connection_id = $1 AND a.object = (SELECT $2::text) AND a.merged_into = n.old_id
       RETURNING a.remote_id, a.local_id, a.change_seq, a.untold
     ), aliases AS (
       UPDATE crm_entity_links a SET local_id = n.new_id
         FROM renamed n WHERE a.connection_id = $1 AND a.object = $2 AND a.local_id = n.old_id AND a.alias
     ), moved AS (
       UPDATE crm_records r SET local_id = n.new_id, updated_at = now(),
              change_seq = nextval('crm_records_change_seq'), change_xid = pg_current_xact_id()
         FROM renamed n WHERE r.id = n.id RETURNING r.remote_id, ${TOLD_RECORD}
     )
     SELECT true AS is_moved, * FROM moved UNION ALL SELECT false, remote_id, local_id, change_seq, true, untold FROM absorbed`,
    { bind: [owner.connectionId, owner.object, remoteIds], type: QueryTypes.SELECT, transaction },
  );
  await tellRecords(store, owner, renamed, transaction);
  await refsMoved(
    store,
    owner,
    renamed.flatMap((row) => (row.is_moved ? [row.remote_id] : [])),
    transaction,
  );
}
