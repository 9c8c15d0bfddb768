import { fork } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { verify } from '../../../service/connectors/hubspot/webhooks.js';
import { connectors } from '../../../service/connectors/registry.js';
import { readEnv } from '../../../service/env.js';
import { createIngest } from '../../../service/intake/webhooks/ingest.js';
import { createLog } from '../../../service/log.js';
import { createMetrics } from '../../../service/observe/metrics.js';
import type { Services } from '../../../service/services.js';

export const SECRET = 'secret-of-the-bench';
export const PATH = '/crm/webhooks/hubspot';
/** What is signed; the receivers take any port for it. */
export const BASE = 'http://connect.example';

/** `durable`: ours. `bare`: the same that stores nothing. `express`: Express with an INSERT for each request. */
export type ReceiverKind = 'durable' | 'bare' | 'express';

/** A process that takes webhooks in one way. */
export function startReceiver(
  kind: ReceiverKind,
  databaseUrl: string,
): Promise<{ port: number; stop(): void }> {
  const child = fork(import.meta.filename, ['serve', kind, databaseUrl], { execArgv: ['--import', 'tsx'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a receiver of webhooks ended with ${code}`)));
    child.once('message', (port) => resolve({ port: Number(port), stop: () => child.kill() }));
  });
}

function ours(databaseUrl: string, isDurable: boolean): RequestListener {
  const config = readEnv(
    { ENCRYPTION_KEY: 'A'.repeat(43), ADMIN_KEY: 'operator-of-the-bench', APP_BASE_URL: BASE },
    connectors.keys(),
  );
  const services = {
    ...{ config, store: { url: databaseUrl }, log: createLog({ level: 'warn' }), metrics: createMetrics() },
    clock: { now: () => new Date() },
  } as unknown as Services;
  const nowhere = { keep: async () => undefined, close: async () => undefined };
  const options = isDurable ? {} : { deliveries: nowhere };
  return createIngest(services, async () => [{ secret: SECRET, appId: null }], options).handle;
}

/** The same check, answer and row, as one would write it. */
function common(databaseUrl: string): RequestListener {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const app = express();
  app.disable('x-powered-by');
  app.post(PATH, express.raw({ type: () => true, limit: '1mb' }), async (req, res) => {
    const headers = req.headers as Record<string, string>;
    const receivedAt = new Date();
    const request = {
      method: req.method,
      url: `${BASE}${req.originalUrl}`,
      headers,
      receivedAt,
      token: null,
    };
    if ('refused' in verify({ ...request, body: req.body }, [SECRET], false)) {
      res.status(401).end();
      return;
    }
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-hubspot')));
    await pool.query(
      `INSERT INTO crm_webhook_deliveries (provider, received_at, headers, body) VALUES ('hubspot', $1, $2, $3)`,
      [receivedAt, kept, req.body],
    );
    res.status(202).json({ received: true });
  });
  return app;
}

if (process.argv[2] === 'serve') {
  const [, , , kind, databaseUrl = ''] = process.argv;
  const listener = kind === 'express' ? common(databaseUrl) : ours(databaseUrl, kind === 'durable');
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.on('disconnect', () => process.exit(0));
}
