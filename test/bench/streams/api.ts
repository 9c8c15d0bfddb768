import { resolve } from 'node:path';
import { connectors } from '../../../service/connectors/registry.js';
import { readEnv } from '../../../service/env.js';
import { createLog } from '../../../service/log.js';
import { startService } from '../../../service/start-service.js';
import { answerMemory } from './answer-memory.js';

/** The service as an API process, on the environment it is given. */
const config = readEnv(process.env, connectors.keys());
const service = await startService(config, process.env.DATABASE_URL ?? '', createLog({ level: 'warn' }), {
  widgetDir: resolve('.'),
});
answerMemory();
process.send?.({ url: service.url });
