import { tmpdir } from 'node:os';
import { connectors, regionsOf } from '../../../service/connectors/registry.js';
import { readEnv } from '../../../service/env.js';
import { createLog } from '../../../service/log.js';
import { openSession } from '../../../service/oauth/open-session.js';
import { startService } from '../../../service/start-service.js';

/** A process of its own that asks the CRM several times at once for one connection when its parent says so. */
const { CONNECTION_ID = '', DATABASE_URL = '', ...env } = process.env;
const service = await startService(
  readEnv(env, connectors.keys(), regionsOf),
  DATABASE_URL,
  createLog({ level: 'silent' }),
  { widgetDir: tmpdir() },
);
process.once('message', async () => {
  const { connector, session } = await openSession(service.services, CONNECTION_ID);
  const answers = await Promise.allSettled(
    Array.from({ length: 5 }, () => connector.listFields(session, 'contact')),
  );
  process.send?.(answers.map((answer) => (answer.status === 'fulfilled' ? 'ok' : String(answer.reason))));
  await service.stop();
  process.disconnect();
});
process.send?.('ready');
