import type { Storm } from '../storm.js';

const REST_MS = 1_500;

/**
 * Leases end while their holders are in the middle of it. A run may be taken over at any moment: every write of it is
 * fenced. So may a call that is sent only once where the CRM keeps a unique key of it; what only looking can tell apart,
 * or only the order, needs the time that a lease gives.
 */
export async function expiries(storm: Storm): Promise<void> {
  const random = storm.randomOf('expiries');
  const hasKeys = storm.options.seed % 2 === 0;
  await storm.untilCopied();
  while (await storm.rest(random(REST_MS))) {
    const [table, which] =
      hasKeys && random(2) === 0
        ? ['crm_pushes', `object = 'activity' AND local_id ~ '[02468]$' AND state IN ('sending', 'checking')`]
        : ['crm_sync_runs', `state = 'running'`];
    const ended = await storm.bed.sql(
      `UPDATE ${table} SET lease_until = now() - interval '1 s' WHERE lease_until > now() AND ${which} RETURNING 1`,
    );
    storm.ledger.count('leases ended early', ended.length);
  }
}
