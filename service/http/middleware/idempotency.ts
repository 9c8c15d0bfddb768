import { createHash } from 'node:crypto';
import { QueryTypes } from 'sequelize';
import { ServiceError } from '../../errors.js';
import type { Log } from '../../log.js';
import type { Store } from '../../store/store.js';
import type { Vault } from '../../vault/keyring.js';

/** A first request that answered nothing for this long died; the key is free again. */
const ABANDONED_S = 90;

export interface Answer {
  status: number;
  body: unknown;
}

interface Row {
  request_hash: Buffer;
  status: number | null;
  body: { sealed: string } | null;
}

/**
 * Runs `work` once per key: a repeat gets the first answer. Failed work frees the key.
 *
 * The kept answer is sealed: it can hold a new key or token.
 * @throws ServiceError `idempotency_key_reused` when the same key comes with another request,
 * `idempotency_in_progress` while the first one runs.
 */
export async function once(
  context: { store: Store; vault: Vault; log: Log },
  scope: string,
  key: string,
  request: unknown,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (!/^[!-~]{1,200}$/.test(key))
    throw new ServiceError('bad_request', { detail: 'Idempotency-Key must be 1 to 200 visible characters.' });
  const hash = createHash('sha256').update(JSON.stringify(request)).digest();
  const sealContext = `idempotency_keys:${scope}:${key}`;
  const found = await claim(context.store, scope, key, hash);
  if (found) {
    if (!found.request_hash.equals(hash)) {
      throw new ServiceError('idempotency_key_reused', {
        detail: 'This Idempotency-Key was used for another request. Make a new key for each one.',
      });
    }
    if (found.status === null || !found.body) {
      throw new ServiceError('idempotency_in_progress', {
        detail: 'The first request with this Idempotency-Key is still running. Ask again in a moment.',
        next: 'wait',
        retryAfterS: 1,
      });
    }
    return { status: found.status, body: JSON.parse(context.vault.open(found.body.sealed, sealContext)) };
  }
  const answer = await work().catch(async (error: unknown) => {
    // What went wrong first is what the caller must hear.
    await free(context.store, scope, key).catch((cause: unknown) =>
      context.log.warn({ err: cause }, 'an Idempotency-Key was not freed; it is free again by itself'),
    );
    throw error;
  });
  const sealed = context.vault.seal(JSON.stringify(answer.body ?? null), sealContext);
  // The work is done: its answer goes out even if a repeat will not find it. The key stays taken for a while.
  await keep(context.store, scope, key, answer.status, sealed).catch((error: unknown) =>
    context.log.error({ err: error }, 'the answer for an Idempotency-Key was not kept'),
  );
  return answer;
}

async function keep(store: Store, scope: string, key: string, status: number, sealed: string): Promise<void> {
  await store.sequelize.query(
    'UPDATE idempotency_keys SET status = $3, body = $4 WHERE scope = $1 AND key = $2',
    { bind: [scope, key, status, JSON.stringify({ sealed })] },
  );
}

async function free(store: Store, scope: string, key: string): Promise<void> {
  await store.sequelize.query('DELETE FROM idempotency_keys WHERE scope = $1 AND key = $2', {
    bind: [scope, key],
  });
}

/** Takes the key, or answers the row of the request that has it. */
async function claim(store: Store, scope: string, key: string, hash: Buffer): Promise<Row | null> {
  const taken = await store.sequelize.query(
    `INSERT INTO idempotency_keys AS k (scope, key, request_hash) VALUES ($1, $2, $3)
     ON CONFLICT (scope, key) DO UPDATE SET created_at = now()
       WHERE k.status IS NULL AND k.request_hash = EXCLUDED.request_hash
         AND k.created_at < now() - make_interval(secs => ${ABANDONED_S})
     RETURNING 1`,
    { bind: [scope, key, hash], type: QueryTypes.SELECT },
  );
  if (taken.length > 0) return null;
  const rows = await store.sequelize.query<Row>(
    'SELECT request_hash, status, body FROM idempotency_keys WHERE scope = $1 AND key = $2',
    {
      bind: [scope, key],
      type: QueryTypes.SELECT,
    },
  );
  return rows[0] ?? null;
}
