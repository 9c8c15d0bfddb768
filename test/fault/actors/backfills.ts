import type { Storm } from '../storm.js';

const REST_MS = 6_000;

/** The history is copied, from the beginning on and again in the middle of everything. */
export async function backfills(storm: Storm): Promise<void> {
  const random = storm.randomOf('backfills');
  do {
    await storm.bed.host.ask('POST', '/crm/sync/start', { body: { provider: 'hubspot', backfill: true } });
    storm.ledger.count('backfills');
  } while (await storm.rest(2_000 + random(REST_MS)));
}
