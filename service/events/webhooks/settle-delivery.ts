import { QueryTypes, type Transaction } from 'sequelize';
import type { WebhookAttempt } from '../../../shared/webhook-endpoints.js';
import { audit } from '../../observe/audit.js';
import type { Services } from '../../services.js';
import { writeAppEvent } from '../../store/queries/write-events.js';
import type { Store } from '../../store/store.js';
import type { ClaimedDelivery } from './claim-deliveries.js';
import { GIVE_UP_HOURS, REST_AFTER, restSeconds, waitAfter } from './retry-plan.js';

type Context = Pick<Services, 'store' | 'clock' | 'log'>;

const GONE = 410;

export type Outcome = 'delivered' | 'retry' | 'dead' | 'lost';

/** Writes what became of a try: of the delivery while it is still ours, and of the endpoint's state. */
export async function settleDelivery(
  context: Context,
  delivery: ClaimedDelivery,
  attempt: WebhookAttempt,
): Promise<Outcome> {
  const outcome = outcomeOf(context, delivery, attempt);
  return context.store.transaction(async (transaction) => {
    // The endpoint before its deliveries, as where it is removed.
    await context.store.sequelize.query('SELECT 1 FROM crm_event_endpoints WHERE id = $1 FOR KEY SHARE', {
      bind: [delivery.endpointId],
      transaction,
    });
    const isOurs = await writeAttempt(context.store, delivery, attempt, outcome, transaction);
    if (outcome.state === 'delivered') await recover(context.store, delivery.endpointId, transaction);
    else await countFailure(context, delivery, attempt, transaction);
    if (!isOurs) return 'lost';
    return outcome.state === 'waiting' ? 'retry' : outcome.state;
  });
}

interface Settled {
  state: 'delivered' | 'waiting' | 'dead';
  nextTryAt: Date | null;
}

function outcomeOf({ clock }: Context, delivery: ClaimedDelivery, attempt: WebhookAttempt): Settled {
  if (attempt.error === null) return { state: 'delivered', nextTryAt: null };
  const waitMs = waitAfter(delivery.attempt);
  const nextTryAt = waitMs === null ? null : new Date(clock.now().getTime() + waitMs);
  if (nextTryAt === null || nextTryAt > delivery.expiresAt) return { state: 'dead', nextTryAt: null };
  return { state: 'waiting', nextTryAt };
}

/** @returns whether the delivery was still ours. Where the endpoint was removed meanwhile nothing is left to write. */
async function writeAttempt(
  store: Store,
  { id, lease }: ClaimedDelivery,
  { at, status, error, duration_ms, answer }: WebhookAttempt,
  { state, nextTryAt }: Settled,
  transaction: Transaction,
): Promise<boolean> {
  const rows = await store.sequelize.query(
    `WITH tried AS (
       INSERT INTO crm_event_attempts (delivery_id, at, status, error, duration_ms, answer)
       SELECT d.id, $3::timestamptz, $4::int, $5, $6::int, $7 FROM crm_event_deliveries d WHERE d.id = $1
     )
     UPDATE crm_event_deliveries SET state = $8, next_try_at = COALESCE($9::timestamptz, next_try_at), lease_until = NULL,
            settled_at = CASE WHEN $8 <> 'waiting' THEN now() END
      WHERE id = $1 AND lease = $2 AND state = 'waiting' RETURNING 1`,
    {
      bind: [id, lease, at, status, error, duration_ms, answer, state, nextTryAt?.toISOString() ?? null],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  return rows.length > 0;
}

async function recover(store: Store, endpointId: string, transaction: Transaction): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_event_endpoints SET failures = 0, failing_since = NULL, open_until = NULL WHERE id = $1 AND failures > 0`,
    { bind: [endpointId], transaction },
  );
}

/**
 * Lets an endpoint rest that fails again and again, and disables one that says it is gone or took nothing for days. What
 * an address answers that it has no longer says nothing of it.
 */
async function countFailure(
  { store, clock, log }: Context,
  { endpointId, url }: ClaimedDelivery,
  { status }: WebhookAttempt,
  transaction: Transaction,
): Promise<void> {
  const now = clock.now().toISOString();
  const [endpoint] = await store.sequelize.query<{ app_id: string; is_given_up: boolean }>(
    // What was under way when it began to rest says nothing new.
    `UPDATE crm_event_endpoints SET failures = failures + CASE WHEN open_until > $2::timestamptz THEN 0 ELSE 1 END,
            failing_since = COALESCE(failing_since, $2::timestamptz),
            open_until = CASE WHEN open_until > $2::timestamptz THEN open_until
                              WHEN failures + 1 >= ${REST_AFTER} THEN $2::timestamptz + make_interval(secs => ${restSeconds('(failures + 1)')}) END
      WHERE id = $1 AND enabled AND url = $3
     RETURNING app_id, failures >= ${REST_AFTER} AND failing_since <= $2::timestamptz - make_interval(hours => ${GIVE_UP_HOURS}) AS is_given_up`,
    { bind: [endpointId, now, url], type: QueryTypes.SELECT, transaction },
  );
  if (!endpoint) return;
  const reason = status === GONE ? 'gone' : endpoint.is_given_up ? 'failing' : null;
  if (reason === null) return;
  await store.sequelize.query(
    `UPDATE crm_event_endpoints SET enabled = false, disabled_reason = $2, updated_at = now() WHERE id = $1`,
    { bind: [endpointId, reason], transaction },
  );
  const alert = { code: 'webhook_endpoint_disabled', endpoint_id: endpointId, reason } as const;
  await writeAppEvent(store, endpoint.app_id, 'alert.raised', alert, transaction);
  await audit(
    {
      ...{ appId: endpoint.app_id, actor: 'service', action: 'webhook_endpoint_disabled' },
      target: `webhook_endpoint:${endpointId}`,
      details: { reason },
    },
    transaction,
  );
  log.warn({ endpoint_id: endpointId, reason }, 'a webhook endpoint was disabled');
}

/** Rows of one statement: a long one would hold the log back. */
const BATCH = 5_000;

/** Gives up what was not delivered in its time, because its endpoint rests or is disabled. */
export async function expireDeliveries({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<number> {
  let total = 0;
  for (;;) {
    const rows = await store.sequelize.query(
      `UPDATE crm_event_deliveries SET state = 'dead', settled_at = now(), lease = lease + 1, lease_until = NULL WHERE id IN (
         SELECT id FROM crm_event_deliveries WHERE state = 'waiting' AND expires_at < $1::timestamptz
            AND (lease_until IS NULL OR lease_until < now()) LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING 1`,
      { bind: [clock.now().toISOString()], type: QueryTypes.SELECT },
    );
    total += rows.length;
    if (rows.length < BATCH) return total;
  }
}
