import pg from 'pg';
import { byteaArray, textArray, timestamptzArray } from '../binary-arrays.js';
import { WAKE_CHANNEL, type WakeTopic } from '../wake.js';

/** A webhook that is believed, as it came. */
export interface Delivery {
  provider: string;
  appId: string | null;
  connectionId: string | null;
  receivedAt: Date;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** Where deliveries are stored: a connection of its own, so that no other work is in its way. */
export interface DeliveryLog {
  /** Commits all or nothing, and tells the workers. @throws Error also when the outcome is not known. */
  keep(deliveries: readonly Delivery[]): Promise<void>;
  close(): Promise<void>;
}

/** Senders wait some five seconds; what is not stored by then they send again. */
const ANSWER_MS = 4_000;
const CONNECT_MS = 2_000;

const TOPIC: WakeTopic = 'webhook';

const KEEP = {
  name: 'crm_webhook_keep',
  text: `
    WITH kept AS (
      INSERT INTO crm_webhook_deliveries (provider, app_id, connection_id, received_at, headers, body)
      SELECT provider, app_id::uuid, connection_id::uuid, received_at, headers::jsonb, body
        FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::bytea[])
             AS i(provider, app_id, connection_id, received_at, headers, body))
    SELECT pg_notify('${WAKE_CHANNEL}', '${TOPIC}')`,
};

export function openDeliveryLog(url: string): DeliveryLog {
  const pool = new pg.Pool({
    ...{ connectionString: url, application_name: 'crm-connect webhooks', max: 1, keepAlive: true },
    ...{ connectionTimeoutMillis: CONNECT_MS, query_timeout: ANSWER_MS, statement_timeout: ANSWER_MS },
  });
  // One that is lost while it is idle; the next query opens another.
  pool.on('error', () => undefined);
  return {
    async keep(deliveries) {
      const values = [
        textArray(deliveries.map(({ provider }) => provider)),
        textArray(deliveries.map(({ appId }) => appId)),
        textArray(deliveries.map(({ connectionId }) => connectionId)),
        timestamptzArray(deliveries.map(({ receivedAt }) => receivedAt.toISOString())),
        textArray(deliveries.map(({ headers }) => JSON.stringify(headers))),
        byteaArray(deliveries.map(({ body }) => body)),
      ];
      await pool.query({ ...KEEP, values });
    },
    close: () => pool.end(),
  };
}
