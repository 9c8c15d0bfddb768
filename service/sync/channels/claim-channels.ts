import { QueryTypes } from 'sequelize';
import type { Store } from '../../store/store.js';

/** A channel that is to be opened or renewed. Whoever claims it has this long. */
const LEASE = `interval '2 minutes'`;

export interface ClaimedChannel {
  id: string;
  connection_id: string;
  lease: string;
}

/** Of a channel `w`: its time has come, and nobody is at it. */
const TIMELY = 'w.next_at <= now() AND (w.lease_until IS NULL OR w.lease_until < now())';

/** SQL: whether channels may be due; their connection may not work. */
export const CHANNELS_WAIT = `EXISTS (SELECT 1 FROM crm_webhook_channels w WHERE ${TIMELY})`;

/** Claims channels that are due and whose connection works. */
export function claimChannels(store: Store, limit: number): Promise<ClaimedChannel[]> {
  return store.sequelize.query<ClaimedChannel>(
    `UPDATE crm_webhook_channels SET lease = lease + 1, lease_until = now() + ${LEASE}
      WHERE id IN (
        SELECT w.id FROM crm_webhook_channels w JOIN crm_connections c ON c.id = w.connection_id
         WHERE ${TIMELY} AND c.status = 'active'
         ORDER BY w.next_at LIMIT $1 FOR UPDATE OF w SKIP LOCKED)
      RETURNING id, connection_id, lease::text`,
    { bind: [limit], type: QueryTypes.SELECT },
  );
}

/** Keeps what became of a claimed channel. False when it is not ours any more: claimed by another, or gone. */
export async function settleChannel(
  store: Store,
  { id, lease }: ClaimedChannel,
  learned: {
    nextInMs: number;
    opened?: { channelId: string | null; expiresAt: Date | null; details: Record<string, unknown> };
    error?: { code: string; message: string };
  },
): Promise<boolean> {
  const { opened, error, nextInMs } = learned;
  const rows = await store.sequelize.query(
    `UPDATE crm_webhook_channels SET
        channel_id = CASE WHEN $4 THEN $5 ELSE channel_id END,
        expires_at = CASE WHEN $4 THEN $6::timestamptz ELSE expires_at END,
        details = CASE WHEN $4 THEN $7::jsonb ELSE details END,
        opened_at = CASE WHEN $4 THEN coalesce(opened_at, now()) ELSE opened_at END,
        failures = CASE WHEN $4 THEN 0 ELSE failures + 1 END,
        error = $8::jsonb, next_at = now() + make_interval(secs => $3), lease_until = NULL, updated_at = now()
      WHERE id = $1 AND lease = $2 RETURNING 1`,
    {
      bind: [
        ...[id, lease, nextInMs / 1_000, opened !== undefined],
        ...[opened?.channelId ?? null, opened?.expiresAt?.toISOString() ?? null],
        ...[JSON.stringify(opened?.details ?? {}), error ? JSON.stringify(error) : null],
      ],
      type: QueryTypes.SELECT,
    },
  );
  return rows.length > 0;
}
