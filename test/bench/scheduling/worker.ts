import { resolve } from 'node:path';
import { connectors } from '../../../service/connectors/registry.js';
import { readEnv } from '../../../service/env.js';
import { EventStreams } from '../../../service/events/streams/event-streams.js';
import { startWorker } from '../../../service/intake/worker.js';
import { createLog } from '../../../service/log.js';
import { createMetrics } from '../../../service/observe/metrics.js';
import type { Services } from '../../../service/services.js';
import { openStore } from '../../../service/store/store.js';
import { finishRun } from '../../../service/sync/end-run.js';
import { createVault } from '../../../service/vault/keyring.js';

/**
 * A worker whose runs end as they begin: what is left is the scheduling. Tells its parent when a run was begun, in
 * milliseconds of the wall clock: as often as its second argument says (ms), else twice a second.
 */
const [databaseUrl = '', tellEveryMs = '500'] = process.argv.slice(2);
const config = readEnv(
  {
    ENCRYPTION_KEY: 'A'.repeat(43),
    ADMIN_KEY: 'operator-of-the-bench',
    ROLE: 'worker',
    WIDGET_DIR: resolve('.'),
  },
  connectors.keys(),
);
const store = openStore(databaseUrl);
const shared = {
  ...{ store, log: createLog({ level: 'error' }), clock: { now: () => new Date() } },
  metrics: createMetrics(),
};
const services: Services = {
  ...shared,
  ...{ config, vault: createVault(config.encryptionKeys), streams: new EventStreams(shared) },
  pacerFor: () => ({ take: async () => undefined, learn: () => undefined }),
  workerId: `bench-${process.pid}`,
};
let begun: [connectionId: string, at: number][] = [];
const worker = await startWorker(services, {
  run: async (run) => {
    begun.push([run.connection_id, performance.timeOrigin + performance.now()]);
    await finishRun(store, run, { state: 'succeeded', progress: run.progress, error: null });
  },
});
const tell = setInterval(() => {
  if (begun.length > 0) process.send?.({ begun });
  begun = [];
}, Number(tellEveryMs));
process.send?.({ ready: true });
process.on('message', () => {
  clearInterval(tell);
  void worker
    .stop()
    .then(() => store.close())
    .then(() => process.exit(0));
});
process.on('disconnect', () => process.exit(0));
