import type { Workbench } from './workbench.js';
import { sessionsOfDeadEnded } from './worker-process.js';

/** What a dead worker held is free again when its time is up; that time is not waited for here. */
export async function endLeases(bench: Workbench): Promise<void> {
  await sessionsOfDeadEnded(bench);
  await bench.sql(
    `UPDATE crm_sync_runs SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL RETURNING 1`,
  );
  await bench.sql(
    `UPDATE crm_pushes SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL RETURNING 1`,
  );
}
