import type { Store } from '../store.js';

/** What is of no more use, and after how long. Records, links and pushes are never cleaned up. */
const OLD = [
  `DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`,
  `DELETE FROM api_keys WHERE kind = 'et' AND expires_at < now() - interval '1 day'`,
  `DELETE FROM connect_flows WHERE expires_at < now() - interval '7 days'`,
  `DELETE FROM crm_sync_logs WHERE at < now() - interval '30 days'`,
  `DELETE FROM crm_sync_runs WHERE finished_at < now() - interval '30 days'`,
];

export async function cleanUp(store: Store): Promise<void> {
  for (const statement of OLD) await store.sequelize.query(statement);
}
