import type { Storm } from '../storm.js';

const REST_MS = 1_200;

/** Connections are polled, by their schedule or because somebody asks. */
export async function polls(storm: Storm): Promise<void> {
  const random = storm.randomOf('polls');
  while (await storm.rest(200 + random(REST_MS))) {
    if (random(2) === 0)
      await storm.bed.host.ask('POST', '/crm/sync/start', { body: { provider: 'hubspot', backfill: false } });
    else
      await storm.bed.sql(`UPDATE crm_sync_schedules SET next_run_at = now() WHERE next_run_at < 'infinity'`);
    storm.ledger.count('polls');
  }
}
