import { type ClaimedPush, claimGroup } from '../../service/outbound/claim-pushes.js';
import { settlePushes } from '../../service/outbound/settle-pushes.js';
import { newRound } from '../../service/store/queries/next-lane.js';
import { claimRuns } from '../../service/sync/claim-runs.js';
import { finishRun, releaseRun } from '../../service/sync/end-run.js';
import { type ClaimedRun, StaleLease } from '../../service/sync/lease.js';
import { type LeaseBed, openLeaseBed } from './lease-expiries/bed.js';
import { type Metric, toCeiling } from './metric.js';

const EXPIRIES = 1_000;
/** By so many round trips to the database the other one is ahead of the holder who writes. */
const LEADS = [0, 3, 6, 10, 15, 20, 30, 40];

/** What became of so many leases that ended under their holder, while another worker was waiting for them. */
interface Outcome {
  /** The other one got it. */
  takenOver: number;
  /** What the holder wrote after that, and was accepted. */
  stale: number;
}

/**
 * Leases end while their holder writes, and another worker claims; everything that the holder tries after that must be
 * refused. How the two meet changes from round to round.
 */
export async function leaseExpiriesBench(): Promise<Metric[]> {
  const bed = await openLeaseBed();
  try {
    await proveThatItShows(bed);
    const runs = await contend(bed, expireRun);
    const pushes = await contend(bed, expirePush);
    const metric = (name: string, { stale, takenOver }: Outcome) =>
      toCeiling(
        `${EXPIRIES} leases of ${name} ended: stale writes accepted`,
        0,
        [stale],
        `${takenOver} taken over`,
      );
    return [metric('runs', runs), metric('pushes', pushes)];
  } finally {
    await bed.close();
  }
}

/** The audit finds a write that nobody fenced. */
async function proveThatItShows(bed: LeaseBed): Promise<void> {
  const first = await claimRun(bed, 'first');
  await endLease(bed, 'crm_sync_runs', bed.runId);
  await claimRun(bed, 'second');
  await bed.storeUnfenced(first);
  if ((await bed.countStale()) !== 1) throw new Error('the audit does not see a stale write');
  await bed.sql('DELETE FROM stale RETURNING 1');
}

async function contend(
  bed: LeaseBed,
  expire: (bed: LeaseBed, lead: number) => Promise<Outcome>,
): Promise<Outcome> {
  const sum: Outcome = { takenOver: 0, stale: 0 };
  for (let n = 0; n < EXPIRIES; n += 1) {
    const { takenOver, stale } = await expire(bed, LEADS[n % LEADS.length] ?? 0);
    sum.takenOver += takenOver;
    sum.stale += stale;
  }
  sum.stale += await bed.countStale();
  await bed.sql('DELETE FROM stale RETURNING 1');
  return sum;
}

async function expireRun(bed: LeaseBed, lead: number): Promise<Outcome> {
  await bed.sql(
    `UPDATE crm_sync_runs SET state = 'queued', lease_until = NULL, not_before = now() WHERE id = $1 RETURNING 1`,
    bed.runId,
  );
  const first = await claimRun(bed, 'first');
  const [, second] = await Promise.all([
    after(bed, lead, () => bed.storePage(first)).catch(unlessStale),
    after(bed, -lead, async () => {
      await endLease(bed, 'crm_sync_runs', bed.runId);
      return (await claimRuns(bed.store, 'delta', 'second', 1))[0] ?? null;
    }),
  ]);
  if (!second) return { takenOver: 0, stale: 0 };
  // What comes after the page: all of it is the other one's by now.
  await bed.storePage(first).catch(unlessStale);
  await releaseRun(bed.store, first, { notBefore: null, error: null, attempts: 9 });
  const isEnded = await finishRun(bed.store, first, { state: 'failed', progress: [], error: null });
  await bed.storePage(second);
  return { takenOver: 1, stale: isEnded ? 1 : 0 };
}

async function expirePush(bed: LeaseBed, lead: number): Promise<Outcome> {
  await bed.sql(
    `UPDATE crm_pushes SET state = 'queued', lease_until = NULL, remote_id = NULL, attempts = 0, next_try_at = now() WHERE id = $1 RETURNING 1`,
    bed.pushId,
  );
  const first = await claimPush(bed, 'first');
  if (!first) throw new Error('there is no push to claim');
  const settle = (push: ClaimedPush) =>
    settlePushes(bed.store, [{ push, outcome: { state: 'sent', remoteId: push.lease } }]);
  const [settled, second] = await Promise.all([
    after(bed, lead, () => settle(first)),
    after(bed, -lead, async () => {
      await endLease(bed, 'crm_pushes', bed.pushId);
      return claimPush(bed, 'second');
    }),
  ]);
  if (!second) return { takenOver: 0, stale: 0 };
  const late = await settle(first);
  await settle(second);
  // Both cannot have had it: a settled push is claimed by nobody.
  return { takenOver: 1, stale: settled.size + late.size };
}

/** So many round trips later; at once when there are none. */
async function after<T>(bed: LeaseBed, trips: number, work: () => Promise<T>): Promise<T> {
  for (let trip = 0; trip < trips; trip += 1) await bed.sql('SELECT 1');
  return work();
}

function unlessStale(error: unknown): void {
  if (!(error instanceof StaleLease)) throw error;
}

const endLease = (bed: LeaseBed, table: 'crm_sync_runs' | 'crm_pushes', id: string) =>
  bed.sql(
    `UPDATE ${table} SET lease_until = now() - interval '1 s' WHERE id = $1 AND lease_until IS NOT NULL RETURNING 1`,
    id,
  );

async function claimRun(bed: LeaseBed, worker: string): Promise<ClaimedRun> {
  const [run] = await claimRuns(bed.store, 'delta', worker, 1);
  if (!run) throw new Error('there is no run to claim');
  return run;
}

const claimPush = async (bed: LeaseBed, worker: string): Promise<ClaimedPush | null> =>
  (await claimGroup(bed.store, worker, newRound()))?.[0] ?? null;
