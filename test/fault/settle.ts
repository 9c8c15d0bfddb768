import { pushSooner } from '../support/push-sooner.js';
import { waitUntil } from '../support/service/wait-until.js';
import type { Storm } from './storm.js';

const LONGEST_MS = 240_000;
const MOST_ROUNDS = 12;
const OPEN = `('queued', 'waiting_for_quota', 'sending', 'checking')`;

/** Everything works again and nothing is under way: what is waiting is due, and who gave up tries once more. */
export async function settle(storm: Storm): Promise<void> {
  const { bed } = storm;
  await bed.crm.door.fault({ kind: 'clear' });
  // Some hold what they could not settle when the database was killed under them, and would hold it for a while yet.
  await Promise.all(bed.fleet.workers.map(bed.fleet.kill));
  await Promise.all([bed.fleet.api, ...bed.fleet.workers].map(bed.fleet.fill));
  for (let round = 1; ; round += 1) {
    await untilQuiet(storm);
    const before = await position(storm);
    await bed.host.ask('POST', '/crm/sync/start', { body: { provider: 'hubspot', backfill: false } });
    await untilQuiet(storm);
    if ((await position(storm)) === before) break;
    if (round < MOST_ROUNDS) continue;
    const story = `after ${MOST_ROUNDS} polls without a change from outside the next one still changed something`;
    storm.violations.push({ check: 'it comes to rest', id: 'everything', story });
    break;
  }
  await storm.reader.catchUp();
}

/** How far records and pushes have come. */
async function position({ bed }: Storm): Promise<string> {
  const [row] = await bed.sql(
    `SELECT (SELECT max(change_seq) FROM crm_records) AS changes, (SELECT max(sequence) FROM crm_pushes) AS pushes`,
  );
  return JSON.stringify(row);
}

async function untilQuiet(storm: Storm): Promise<void> {
  const { bed, time } = storm;
  const { host } = bed;
  try {
    await waitUntil(
      'nothing is under way',
      async () => {
        await time.pass();
        await pushSooner(bed);
        await bed.sql(
          `UPDATE crm_sync_runs SET not_before = now() WHERE not_before > now() AND state = 'queued'`,
        );
        const [left] = await bed.sql<{ dead: number; open: number; runs: number; cut: boolean }>(LEFT);
        if (!left) return false;
        if (left.dead > 0)
          await host.ask('POST', '/crm/admin/dead-letters/retry', { key: host.keys.admin, body: {} });
        // A copy that was given up is taken up again with the next poll.
        if (left.cut && left.runs === 0) await bed.sql('UPDATE crm_sync_schedules SET next_run_at = now()');
        return left.dead + left.open + left.runs === 0 && !left.cut;
      },
      LONGEST_MS,
    );
  } catch (error) {
    const waiting = await bed.sql(
      `SELECT object, local_id, state, attempts, error, lease_until FROM crm_pushes WHERE state IN ${OPEN} OR state = 'dead' LIMIT 5`,
    );
    const runs = await bed.sql(
      `SELECT id, kind, state, error, lease_until FROM crm_sync_runs WHERE state IN ('queued', 'running')`,
    );
    throw new Error(`${String(error)}: ${JSON.stringify({ waiting, runs })}`);
  }
}

const LEFT = `
  SELECT (SELECT count(*)::int FROM crm_pushes p WHERE state = 'dead' AND NOT EXISTS (
            SELECT 1 FROM crm_pushes n WHERE n.object = p.object AND n.local_id = p.local_id AND n.sequence > p.sequence)) AS dead,
         (SELECT count(*)::int FROM crm_pushes WHERE state IN ${OPEN}) AS open,
         (SELECT count(*)::int FROM crm_sync_runs WHERE state IN ('queued', 'running')) AS runs,
         EXISTS (SELECT 1 FROM crm_sync_cursors WHERE backfill_started_at IS NOT NULL) AS cut`;
