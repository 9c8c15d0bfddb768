import { QueryTypes } from 'sequelize';
import type { Services } from '../../services.js';
import { prepare } from '../../store/prepared.js';
import { LIFE_MS } from './retry-plan.js';

const BATCH = 500;

/**
 * Deals the log out: each event becomes one delivery for each endpoint that wants it. The place in the log and the
 * deliveries commit together, and one process at a time deals out, so that none is dealt out twice or left out. An
 * endpoint gets what was written since it was made or last enabled.
 */
export async function dealOut({ store, clock }: Pick<Services, 'store' | 'clock'>): Promise<void> {
  for (;;) {
    const waiting = await store.sequelize.query(IS_WAITING, { type: QueryTypes.SELECT });
    if (waiting.length === 0) return;
    const count = await store.transaction(async (transaction) => {
      const [place] = await store.sequelize.query<{ xid: string; seq: string }>(
        'SELECT xid::text, seq::text FROM crm_event_place FOR UPDATE SKIP LOCKED',
        { type: QueryTypes.SELECT, transaction },
      );
      if (!place) return 0; // Another process is at it.
      const now = clock.now();
      const [dealt] = await store.sequelize.query<{ n: number }>(DEAL, {
        bind: [
          place.xid,
          place.seq,
          BATCH,
          now.toISOString(),
          new Date(now.getTime() + LIFE_MS).toISOString(),
        ],
        type: QueryTypes.SELECT,
        transaction,
      });
      return dealt?.n ?? 0;
    });
    if (count < BATCH) return;
  }
}

/** SQL: whether events wait to be dealt out. While nobody listens the log is left alone. */
export const LOG_WAITS = `EXISTS (SELECT 1 FROM crm_event_place p
  WHERE EXISTS (SELECT 1 FROM crm_event_endpoints WHERE enabled)
    AND EXISTS (SELECT 1 FROM crm_events e WHERE e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND (e.xid, e.seq) > (p.xid, p.seq)))`;
const IS_WAITING = prepare(`SELECT 1 WHERE ${LOG_WAITS}`);

/** SQL: whether an endpoint `e` is sent an event `b`. */
export const WANTS = `(e.workspace_id IS NULL OR e.workspace_id = b.workspace_id) AND (e.event_types IS NULL OR b.type = ANY (e.event_types))`;

const DEAL = prepare(`
  WITH batch AS MATERIALIZED (
    SELECT id, xid, seq, app_id, workspace_id, type FROM crm_events
     WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) AND (xid, seq) > ($1::xid8, $2::bigint) ORDER BY xid, seq LIMIT $3
  ), dealt AS (
    INSERT INTO crm_event_deliveries (endpoint_id, event_id, next_try_at, expires_at)
    SELECT e.id, b.id, $4::timestamptz, $5::timestamptz
      FROM batch b JOIN crm_event_endpoints e ON e.app_id = b.app_id AND e.enabled AND e.since <= b.xid AND ${WANTS}
     ORDER BY b.xid, b.seq ON CONFLICT DO NOTHING
  ), moved AS (
    UPDATE crm_event_place p SET xid = last.xid, seq = last.seq
      FROM (SELECT xid, seq FROM batch ORDER BY xid DESC, seq DESC LIMIT 1) AS last
  )
  SELECT count(*)::int AS n FROM batch`);
