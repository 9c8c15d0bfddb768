import type { Transaction } from 'sequelize';
import type { Services } from '../services.js';
import { alertOnce } from '../store/queries/write-events.js';

/** A shorter wait is the ordinary pace of a CRM. */
const LONG_MS = 15 * 60_000;
/** The limit of a day begins anew within one. */
const ONCE_IN_HOURS = 12;

/** Tells the host when a CRM takes no more requests for a long while. */
export async function alertOfQuota(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  connectionId: string,
  until: Date,
  transaction?: Transaction,
): Promise<void> {
  if (until.getTime() - clock.now().getTime() < LONG_MS) return;
  const alert = { code: 'quota_used_up', until: until.toISOString() } as const;
  await alertOnce(store, connectionId, alert, ONCE_IN_HOURS, transaction);
}
