import { QueryTypes } from 'sequelize';
import type { Store } from '../store/store.js';
import type { BucketLimit } from './bucket.js';

/** Names one bucket of one account. */
export interface QuotaKey {
  provider: string;
  accountId: string;
  bucket: string;
}

export interface LeaseAsk {
  /** Tokens asked for; as many as there are, up to that, are given. */
  want: number;
  /** Tokens to leave in the bucket, and requests to leave of the day. */
  reserve: number;
  dayReserve: number;
  /** Unspent tokens of an earlier lease that come back with this statement. */
  giveBack: number;
}

export interface LeaseAnswer {
  granted: number;
  /** What is left, the reserve included. */
  tokens: number;
  limit: { requests: number; perMs: number };
  /** Until the CRM's own pause ends; 0 when there is none. */
  blockedMs: number;
  /** Until the day's count starts anew, when nothing is left of it for this asker; else 0. */
  dayMs: number;
}

/** Everything is measured by the database's clock; one statement sees one time. */
const NOW = 'statement_timestamp()';
const TODAY = `(${NOW} AT TIME ZONE 'UTC')::date`;
/** A row that was locked meanwhile may have been refilled later than this statement began. */
const LEVEL = `least(capacity, tokens + $7::int + refill_per_s * greatest(0, extract(epoch FROM ${NOW} - refilled_at)))`;
const DAY_USED = `CASE WHEN day = ${TODAY} THEN greatest(0, day_used - $7::int) ELSE 0 END`;
const DAY_LEFT = `coalesce(day_limit - $6::int - (${DAY_USED}), 2147483647)`;
/** $4 wanted, $5 and $6 reserves, $7 coming back. */
const GRANTED = `CASE WHEN blocked_until > ${NOW} THEN 0
  ELSE greatest(0, least($4::int, ${DAY_LEFT}, floor((${LEVEL}) - $5::int))) END`;

const LEASE = `
  UPDATE crm_quotas SET tokens = (${LEVEL}) - (${GRANTED}), refilled_at = greatest(refilled_at, ${NOW}),
    granted = ${GRANTED}, day = ${TODAY}, day_used = (${DAY_USED}) + (${GRANTED})
  WHERE provider = $1 AND account_id = $2 AND bucket = $3
  RETURNING granted, tokens, limit_requests AS requests, limit_per_ms AS "perMs",
    greatest(0, extract(epoch FROM blocked_until - ${NOW}) * 1000)::float8 AS "blockedMs",
    CASE WHEN day_used >= day_limit - $6::int
      THEN extract(epoch FROM (day + 1)::timestamp AT TIME ZONE 'UTC' - ${NOW}) * 1000 ELSE 0 END::float8 AS "dayMs"`;

interface LeaseRow {
  granted: number;
  tokens: number;
  requests: number;
  perMs: number;
  blockedMs: number | null;
  dayMs: number;
}

/** Takes up to `want` tokens in one statement; null when the bucket has no row yet. */
export async function leaseTokens(store: Store, key: QuotaKey, ask: LeaseAsk): Promise<LeaseAnswer | null> {
  const { want, reserve, dayReserve, giveBack } = ask;
  const [row] = await store.sequelize.query<LeaseRow>(LEASE, {
    bind: [...columns(key), want, reserve, dayReserve, giveBack],
    type: QueryTypes.SELECT,
  });
  if (!row) return null;
  const { granted, tokens, requests, perMs, blockedMs, dayMs } = row;
  return { granted, tokens, limit: { requests, perMs }, blockedMs: blockedMs ?? 0, dayMs };
}

/** Makes a full bucket unless another process did; the day's limit is that of the newest release. */
export async function createQuota(
  store: Store,
  key: QuotaKey,
  limit: BucketLimit,
  dayLimit: number | null,
): Promise<void> {
  await store.sequelize.query(
    `INSERT INTO crm_quotas (provider, account_id, bucket, tokens, capacity, refill_per_s, refilled_at,
        limit_requests, limit_per_ms, day, day_limit, granted)
      VALUES ($1, $2, $3, $4::float8, $4::float8, $5, ${NOW}, $6, $7, ${TODAY}, $8, 0)
      ON CONFLICT (provider, account_id, bucket) DO UPDATE SET day_limit = excluded.day_limit
        WHERE crm_quotas.day_limit IS DISTINCT FROM excluded.day_limit`,
    { bind: [...columns(key), limit.capacity, limit.refillPerS, limit.requests, limit.perMs, dayLimit] },
  );
}

/** Gives unspent tokens back. */
export async function returnTokens(store: Store, key: QuotaKey, tokens: number): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_quotas SET tokens = least(capacity, tokens + $4::int),
        day_used = CASE WHEN day = ${TODAY} THEN greatest(0, day_used - $4::int) ELSE day_used END
      WHERE provider = $1 AND account_id = $2 AND bucket = $3`,
    { bind: [...columns(key), tokens] },
  );
}

/** Holds every process back; what the bucket held is void, and it fills again when the pause is over. */
export async function blockQuota(store: Store, key: QuotaKey, forMs: number): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_quotas SET tokens = least(tokens, 0),
        blocked_until = greatest(blocked_until, ${NOW} + $4::float8 * interval '1 millisecond'),
        refilled_at = greatest(refilled_at, ${NOW} + $4::float8 * interval '1 millisecond')
      WHERE provider = $1 AND account_id = $2 AND bucket = $3`,
    { bind: [...columns(key), forMs] },
  );
}

/** Takes over a limit the CRM told, unless it is known. What was spent stays spent: a smaller bucket starts in debt. */
export async function adoptLimit(store: Store, key: QuotaKey, limit: BucketLimit): Promise<void> {
  await store.sequelize.query(
    `UPDATE crm_quotas SET capacity = $4::float8, refill_per_s = $5, limit_requests = $6::int, limit_per_ms = $7::int,
        tokens = $4::float8 - (capacity - least(capacity,
          tokens + refill_per_s * greatest(0, extract(epoch FROM ${NOW} - refilled_at)))),
        refilled_at = greatest(refilled_at, ${NOW})
      WHERE provider = $1 AND account_id = $2 AND bucket = $3 AND (limit_requests <> $6::int OR limit_per_ms <> $7::int)`,
    { bind: [...columns(key), limit.capacity, limit.refillPerS, limit.requests, limit.perMs] },
  );
}

function columns({ provider, accountId, bucket }: QuotaKey): string[] {
  return [provider, accountId, bucket];
}
