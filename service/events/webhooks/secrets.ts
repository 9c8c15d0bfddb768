import { randomBytes, randomUUID } from 'node:crypto';
import { QueryTypes, type Transaction } from 'sequelize';
import type { Services } from '../../services.js';

type Context = Pick<Services, 'store' | 'vault' | 'clock'>;

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

const sealContext = (id: string): string => `crm_event_secrets:${id}:secret`;

/** Gives an endpoint a new secret; those before it end at `endsAt`, unless they end sooner. @returns the only sight of it. */
export async function addSecret(
  { store, vault }: Context,
  endpointId: string,
  endsAt: Date,
  transaction: Transaction,
): Promise<string> {
  const id = randomUUID();
  const secret = PREFIX + randomBytes(SECRET_BYTES).toString('base64');
  await store.sequelize.query(
    `WITH replaced AS (
       UPDATE crm_event_secrets SET expires_at = LEAST(expires_at, $4::timestamptz) WHERE endpoint_id = $2
     )
     INSERT INTO crm_event_secrets (id, endpoint_id, secret) VALUES ($1, $2, $3)`,
    { bind: [id, endpointId, vault.seal(secret, sealContext(id)), endsAt.toISOString()], transaction },
  );
  return secret;
}

/** The keys that sign for an endpoint now, the newest first. */
export async function signingKeys({ store, vault, clock }: Context, endpointId: string): Promise<Buffer[]> {
  const rows = await store.sequelize.query<{ id: string; secret: string }>(
    `SELECT id, secret FROM crm_event_secrets WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2::timestamptz)
      ORDER BY created_at DESC`,
    { bind: [endpointId, clock.now().toISOString()], type: QueryTypes.SELECT },
  );
  return rows.map(({ id, secret }) => {
    const plain = vault.open(secret, sealContext(id));
    return Buffer.from(plain.slice(PREFIX.length), 'base64');
  });
}
