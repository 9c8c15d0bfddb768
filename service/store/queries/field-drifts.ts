import { QueryTypes, type Transaction } from 'sequelize';
import type { CrmField, FieldChange, FieldShape } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';
import { prepare } from '../prepared.js';
import type { Store } from '../store.js';

/** A field of a connection's CRM that is no longer as the mapping knew it. */
export interface StoredDrift {
  crm: string;
  label: string;
  fields: string[];
  before: FieldShape;
  after: FieldShape | null;
  changes: { change: FieldChange; paused: boolean; since: string }[];
}

/** The fields of one object of a connection. */
export interface FieldsOwner {
  connectionId: string;
  object: ObjectName;
}

export interface KeptFields {
  fields: CrmField[];
  fetchedAt: Date;
  doubtedSince: Date | null;
}

const readAll = `SELECT crm, label, fields, before, after, changes FROM crm_field_drifts
  WHERE connection_id = $1 AND object = $2 ORDER BY crm COLLATE "C"`;

export function readDrifts(
  store: Store,
  { connectionId, object }: FieldsOwner,
  transaction?: Transaction,
): Promise<StoredDrift[]> {
  return store.sequelize.query<StoredDrift>(readAll, {
    bind: [connectionId, object],
    type: QueryTypes.SELECT,
    ...(transaction ? { transaction } : {}),
  });
}

const READ_PAUSED = prepare(
  'SELECT crm FROM crm_field_drifts WHERE connection_id = $1 AND object = $2 AND paused',
);

/** Fields of the CRM whose rows are left out for now. */
export async function readPausedFields(
  store: Store,
  { connectionId, object }: FieldsOwner,
  transaction?: Transaction,
): Promise<ReadonlySet<string>> {
  const rows = await store.sequelize.query<{ crm: string }>(READ_PAUSED, {
    bind: [connectionId, object],
    type: QueryTypes.SELECT,
    ...(transaction ? { transaction } : {}),
  });
  return new Set(rows.map(({ crm }) => crm));
}

/** Makes these the flags of the object. */
export async function replaceDrifts(
  store: Store,
  { connectionId, object }: FieldsOwner,
  drifts: readonly StoredDrift[],
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    'DELETE FROM crm_field_drifts WHERE connection_id = $1 AND object = $2 AND crm <> ALL ($3::text[])',
    { bind: [connectionId, object, drifts.map(({ crm }) => crm)], transaction },
  );
  if (drifts.length === 0) return;
  await store.sequelize.query(
    `INSERT INTO crm_field_drifts (connection_id, object, crm, label, fields, before, after, changes, paused)
     SELECT $1, $2, d.crm, d.label, d.fields, d.before, NULLIF(d.after, 'null'), d.changes, d.changes @> '[{"paused": true}]'
       FROM jsonb_to_recordset($3::jsonb) AS d(crm text, label text, fields text[], before jsonb, after jsonb, changes jsonb)
     ON CONFLICT (connection_id, object, crm) DO UPDATE SET
            label = EXCLUDED.label, fields = EXCLUDED.fields, after = EXCLUDED.after, changes = EXCLUDED.changes, paused = EXCLUDED.paused`,
    { bind: [connectionId, object, JSON.stringify(drifts)], transaction },
  );
}

/**
 * The list of fields as it was kept last, locked: who writes it, or the flags, waits here. The first list of all is kept
 * at once.
 *
 * @returns null when `first` was kept, and when the connection is no more.
 */
export async function lockFields(
  store: Store,
  { connectionId, object }: FieldsOwner,
  first: { fields: readonly CrmField[]; fetchedAt: Date } | null,
  transaction: Transaction,
): Promise<KeptFields | null> {
  if (first) {
    const made = await store.sequelize.query(
      `INSERT INTO crm_field_cache (connection_id, object, fields, fetched_at)
       SELECT id, $2, $3, $4 FROM crm_connections WHERE id = $1 AND status <> 'disconnected'
       ON CONFLICT DO NOTHING RETURNING 1`,
      {
        bind: [connectionId, object, JSON.stringify(first.fields), first.fetchedAt],
        type: QueryTypes.SELECT,
        transaction,
      },
    );
    if (made.length > 0) return null;
  }
  const [row] = await store.sequelize.query<KeptFields>(
    `SELECT fields, fetched_at AS "fetchedAt", doubted_since AS "doubtedSince" FROM crm_field_cache
      WHERE connection_id = $1 AND object = $2 FOR UPDATE`,
    { bind: [connectionId, object], type: QueryTypes.SELECT, transaction },
  );
  return row ?? null;
}

/** Keeps a list that is believed. */
export async function keepFieldList(
  store: Store,
  { connectionId, object }: FieldsOwner,
  { fields, fetchedAt }: { fields: readonly CrmField[]; fetchedAt: Date },
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_field_cache SET fields = $3, fetched_at = $4, doubted_since = NULL WHERE connection_id = $1 AND object = $2`,
    { bind: [connectionId, object, JSON.stringify(fields), fetchedAt], transaction },
  );
}

/** Keeps that a list was not believed. */
export async function doubtFields(
  store: Store,
  { connectionId, object }: FieldsOwner,
  since: Date,
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    'UPDATE crm_field_cache SET doubted_since = $3 WHERE connection_id = $1 AND object = $2',
    { bind: [connectionId, object, since], transaction },
  );
}

/** Has the records of an object read again, as soon as a worker sees it; committed with what made it needed. */
export async function markReadAgain(
  store: Store,
  { connectionId, object }: FieldsOwner,
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    'UPDATE crm_field_cache SET read_again_at = clock_timestamp() WHERE connection_id = $1 AND object = $2',
    { bind: [connectionId, object], transaction },
  );
}

/** Has the fields of an app's connections read anew at the next need, where something of them drifted. */
export async function expireDrifted(
  store: Store,
  { appId, provider, object }: { appId: string; provider: string; object: ObjectName },
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_field_cache f SET fetched_at = 'epoch'
       FROM crm_connections c JOIN workspaces w ON w.id = c.workspace_id
      WHERE f.connection_id = c.id AND f.object = $3 AND w.app_id = $1 AND c.provider = $2
        AND EXISTS (SELECT 1 FROM crm_field_drifts d WHERE d.connection_id = c.id AND d.object = $3)`,
    { bind: [appId, provider, object], transaction },
  );
}

/**
 * Has the fields of an object read anew at the next need, unless that was done a moment ago.
 *
 * @returns whether they will be.
 */
export async function expireFields(
  store: Store,
  { connectionId, object }: FieldsOwner,
  readBefore: Date,
): Promise<boolean> {
  const rows = await store.sequelize.query(
    `UPDATE crm_field_cache SET fetched_at = 'epoch'
      WHERE connection_id = $1 AND object = $2 AND fetched_at < $3 RETURNING 1`,
    { bind: [connectionId, object, readBefore], type: QueryTypes.SELECT },
  );
  return rows.length > 0;
}
