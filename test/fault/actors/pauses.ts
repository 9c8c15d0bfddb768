import type { Storm } from '../storm.js';

const REST_MS = 6_000;
const OFF_MS = 700;

/** An operator throws the kill switch, and lifts it after a moment. */
export async function pauses(storm: Storm): Promise<void> {
  const random = storm.randomOf('pauses');
  await storm.untilCopied();
  while (await storm.rest(2_500 + random(REST_MS))) {
    await setPaused(storm, true);
    await storm.rest(random(OFF_MS));
    await setPaused(storm, false);
    storm.ledger.count('pauses');
  }
}

async function setPaused({ bed: { host } }: Storm, isPaused: boolean): Promise<void> {
  await host.ask('POST', `/crm/admin/pause-sync?provider=hubspot&pause=${isPaused}`, {
    key: host.keys.admin,
  });
}
