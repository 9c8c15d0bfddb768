import { resolve } from 'node:path';
import { connectors } from '../../../service/connectors/registry.js';
import { readEnv } from '../../../service/env.js';
import { createLog } from '../../../service/log.js';
import { startService } from '../../../service/start-service.js';

/** The service as a worker, on the environment it is given; asks the CRM as fast as it can. */
const config = readEnv(process.env, connectors.keys());
const service = await startService(config, process.env.DATABASE_URL ?? '', createLog({ level: 'warn' }), {
  widgetDir: resolve('.'),
  pacerFor: () => ({ take: async () => undefined, learn: () => undefined }),
});
process.send?.({ ready: true });
process.on('message', () => void service.stop().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
