import { QueryTypes, type Transaction } from 'sequelize';
import { byteaArray, textArray, timestamptzArray } from '../binary-arrays.js';
import type { Store } from '../store.js';
import type { SideOwner } from './host-sides.js';
import type { RecordRow } from './upsert-records.js';

/** An event and the record it announces bear the times of two clocks at the CRM. */
const SKEW = `interval '1 minute'`;

/**
 * Counts the changes among read records that no webhook announced, before they are stored. Only where webhooks are on: a
 * channel for the object is open, or events of it came.
 *
 * @param settledBefore an event may still be on its way for what changed later: such changes do not count.
 */
export async function countMissed(
  store: Store,
  owner: SideOwner,
  rows: readonly RecordRow[],
  settledBefore: Date,
  transaction: Transaction,
): Promise<number> {
  const changed = rows.filter(
    (row) => row.remote_updated_at !== null && Date.parse(row.remote_updated_at) < settledBefore.getTime(),
  );
  if (changed.length === 0) return 0;
  const [counted] = await store.sequelize.query<{ missed: number }>(COUNT_MISSED, {
    bind: [
      ...[owner.connectionId, owner.object],
      textArray(changed.map((row) => row.remote_id)),
      byteaArray(changed.map((row) => Buffer.from(row.hash, 'hex'))),
      timestamptzArray(changed.map((row) => row.remote_updated_at)),
    ],
    type: QueryTypes.SELECT,
    transaction,
  });
  return counted?.missed ?? 0;
}

/** The same record is new to us as in `upsertRecords`. Since when webhooks are on is told by the first event that is kept. */
const COUNT_MISSED = `
  WITH heard AS MATERIALIZED (
    SELECT LEAST(
      (SELECT min(h.opened_at) FROM crm_webhook_channels h WHERE h.connection_id = $1
          AND (h.expires_at IS NULL OR h.expires_at > now()) AND (h.objects = '{}' OR $2 = ANY (h.objects))),
      (SELECT min(e.received_at) FROM crm_webhook_events e WHERE e.connection_id = $1
          AND EXISTS (SELECT 1 FROM crm_webhook_events o WHERE o.connection_id = $1 AND o.object = $2))) AS since
  ), missed AS (
    SELECT i.remote_id FROM heard JOIN unnest($3::text[], $4::bytea[], $5::timestamptz[]) AS i(remote_id, hash, changed_at)
        ON i.changed_at > heard.since
      LEFT JOIN crm_records r ON r.connection_id = $1 AND r.object = (SELECT $2::text) AND r.remote_id = i.remote_id
     WHERE r.hash IS DISTINCT FROM i.hash AND r.merged_into IS NULL
       AND (r.remote_updated_at IS NULL OR r.remote_updated_at <= i.changed_at)
       AND NOT EXISTS (SELECT 1 FROM crm_webhook_events e WHERE e.connection_id = $1 AND e.object = $2
              AND e.remote_id = i.remote_id AND COALESCE(e.occurred_at, e.received_at) >= i.changed_at - ${SKEW})
  ), kept AS (
    INSERT INTO crm_reconciled AS k (connection_id, object, hour, missed, last_at)
    SELECT $1, $2, date_trunc('hour', now()), count(*), now() FROM missed HAVING count(*) > 0
    ON CONFLICT (connection_id, object, hour) DO UPDATE SET missed = k.missed + EXCLUDED.missed, last_at = EXCLUDED.last_at
    RETURNING 1
  )
  SELECT count(*)::int AS missed FROM missed`;
