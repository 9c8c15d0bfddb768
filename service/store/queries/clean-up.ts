import { QueryTypes } from 'sequelize';
import type { Store } from '../store.js';

/** Days that the bodies of webhooks are kept. */
const WEBHOOK_BODY_DAYS = 7;
/** Also how long an account may be connected after its events came. */
const WEBHOOK_EVENT_DAYS = 30;

/** What is of no more use, and after how long. Records, links and pushes are never cleaned up. */
const OLD = [
  { table: 'idempotency_keys', where: `created_at < now() - interval '24 hours'` },
  { table: 'api_keys', where: `kind = 'et' AND expires_at < now() - interval '1 day'` },
  { table: 'connect_flows', where: `expires_at < now() - interval '7 days'` },
  { table: 'crm_events', where: `occurred_at < now() - interval '7 days'` }, // with all that was sent of them
  { table: 'crm_sync_logs', where: `at < now() - interval '30 days'` },
  // What copies saw that were never finished, or whose worker died at their end.
  {
    table: 'crm_seen_records',
    where: `NOT EXISTS (SELECT 1 FROM crm_sync_cursors k WHERE k.backfill_mark = crm_seen_records.mark)`,
  },
  // They are made anew when somebody asks; of addresses that a person mistyped nobody does.
  { table: 'crm_request_slots', where: `held_until <= now()` },
  { table: 'crm_sync_runs', where: `finished_at < now() - interval '30 days'` },
  // Bodies may hold what people are; events name records only.
  {
    table: 'crm_webhook_deliveries',
    where: `state <> 'received' AND received_at < now() - interval '${WEBHOOK_BODY_DAYS} days'`,
  },
  {
    table: 'crm_webhook_events',
    where: `state <> 'received' AND received_at < now() - interval '${WEBHOOK_EVENT_DAYS} days'`,
  },
  { table: 'crm_reconciled', where: `hour < now() - interval '30 days'` },
  // Polls that saw nothing: with many connections there are hundreds a second.
  {
    table: 'crm_sync_runs',
    where: `kind = 'delta' AND state = 'succeeded' AND requested_by IS NULL AND finished_at < now() - interval '1 hour'
            AND NOT jsonb_path_exists(progress, '$[*].done ? (@ > 0)')`,
  },
];

/** Rows of one statement: a long one would hold the feed back. */
const BATCH = 5_000;

export async function cleanUp(store: Store): Promise<void> {
  for (const { table, where } of OLD) {
    const statement = `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${where} LIMIT ${BATCH})) RETURNING 1`;
    let gone: unknown[];
    do gone = await store.sequelize.query(statement, { type: QueryTypes.SELECT });
    while (gone.length === BATCH);
  }
}
