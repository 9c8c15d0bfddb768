import { QueryTypes, type Transaction } from 'sequelize';
import type { Services } from '../../services.js';
import { WANTS } from './deal-out.js';
import { LIFE_MS } from './retry-plan.js';

type Context = Pick<Services, 'store' | 'clock'>;

/** Deliveries that one call sends again at most. */
const MOST = 1_000;

/** Sends a delivery again as if it had never been tried; one that is under way is left to its try. */
export async function resendDelivery(
  { store, clock }: Context,
  id: string,
  transaction: Transaction,
): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_event_deliveries SET ${ANEW} WHERE id = $3 AND (lease_until IS NULL OR lease_until < now())`,
    { bind: [...lifeFrom(clock.now()), id], transaction },
  );
}

const ANEW = `state = 'waiting', attempts = 0, next_try_at = $1::timestamptz, expires_at = $2::timestamptz, settled_at = NULL,
  lease = lease + 1, lease_until = NULL`;

const lifeFrom = (now: Date): [string, string] => [
  now.toISOString(),
  new Date(now.getTime() + LIFE_MS).toISOString(),
];

export interface Range {
  since: string;
  until: string | null;
}

const WITHIN = `occurred_at >= $4::timestamptz AND ($5::timestamptz IS NULL OR b.occurred_at < $5::timestamptz)`;

/** Sends again what was given up of a time range, oldest first. */
export function resendDead(context: Context, endpointId: string, range: Range): Promise<Resent> {
  return resend(
    context,
    `WITH found AS (
       SELECT d.id, d.sequence FROM crm_event_deliveries d JOIN crm_events b ON b.id = d.event_id
        WHERE d.endpoint_id = $3 AND d.state = 'dead' AND b.${WITHIN} ORDER BY d.sequence LIMIT $6 FOR UPDATE OF d
     )
     UPDATE crm_event_deliveries SET ${ANEW} WHERE id IN (SELECT id FROM found ORDER BY sequence LIMIT $6 - 1)
     RETURNING (SELECT count(*)::int FROM found) AS found`,
    endpointId,
    range,
  );
}

/** Sends what the endpoint was never sent of a time range, with the filters it has now. */
export function resendMissed(context: Context, endpointId: string, range: Range): Promise<Resent> {
  return resend(
    context,
    `WITH found AS (
       SELECT b.id, b.xid, b.seq FROM crm_events b JOIN crm_event_endpoints e ON e.id = $3 AND e.app_id = b.app_id AND ${WANTS}
        WHERE b.${WITHIN}
          -- What is not dealt out yet comes by itself.
          AND (b.xid, b.seq) <= (SELECT p.xid, p.seq FROM crm_event_place p)
          AND NOT EXISTS (SELECT 1 FROM crm_event_deliveries d WHERE d.endpoint_id = e.id AND d.event_id = b.id)
        ORDER BY b.xid, b.seq LIMIT $6
     )
     INSERT INTO crm_event_deliveries (endpoint_id, event_id, next_try_at, expires_at)
     SELECT $3, id, $1::timestamptz, $2::timestamptz FROM found ORDER BY xid, seq LIMIT $6 - 1 ON CONFLICT DO NOTHING
     RETURNING (SELECT count(*)::int FROM found) AS found`,
    endpointId,
    range,
  );
}

export interface Resent {
  count: number;
  hasMore: boolean;
}

async function resend(
  { store, clock }: Context,
  sql: string,
  endpointId: string,
  { since, until }: Range,
): Promise<Resent> {
  const rows = await store.sequelize.query<{ found: number }>(sql, {
    bind: [...lifeFrom(clock.now()), endpointId, since, until, MOST + 1],
    type: QueryTypes.SELECT,
  });
  return { count: rows.length, hasMore: (rows[0]?.found ?? 0) > MOST };
}
