import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { buildApp } from './app.js';
import { type Clock, systemClock } from './clock.js';
import type { Connector } from './connectors/connector.js';
import { createMemoryPacers } from './connectors/memory-pacer.js';
import type { Config } from './env.js';
import { EventStreams } from './events/streams/event-streams.js';
import { createIngest, type Ingest } from './intake/webhooks/ingest.js';
import { startWorker, type Worker } from './intake/worker.js';
import type { Log } from './log.js';
import { listWebhookSigners } from './oauth/webhook-signers.js';
import { createMetrics } from './observe/metrics.js';
import { createSharedPacers } from './quota/shared-pacers.js';
import type { Services } from './services.js';
import { migrate } from './store/migrate.js';
import { openStore } from './store/store.js';
import { createVault } from './vault/keyring.js';

export interface RunningService {
  url: string;
  port: number;
  services: Services;
  /** Stops taking requests and work, hands back what is under way, closes the database. */
  stop(): Promise<void>;
}

/** Requests under way get this long to finish. */
const CLOSE_MS = 5_000;

/**
 * Starts what `config.role` names on a database that answers: migrates it, then serves, works, or both.
 *
 * @param options.pacerFor budgets of CRM accounts; default: shared by every process on the database.
 * @throws Error when the database refuses or the port is taken.
 */
export async function startService(
  config: Config,
  databaseUrl: string,
  log: Log,
  options: { widgetDir: string; clock?: Clock; pacerFor?: Services['pacerFor'] },
): Promise<RunningService> {
  await migrate(databaseUrl);
  const clock = options.clock ?? systemClock;
  const store = openStore(databaseUrl);
  const pacers = createSharedPacers(store, log);
  // Nobody's account yet: each process paces its own sign-ins.
  const signIns = createMemoryPacers({ clock });
  const metrics = createMetrics();
  const streams = new EventStreams({ store, log, clock, metrics });
  const services: Services = {
    config,
    log,
    clock,
    store,
    vault: createVault(config.encryptionKeys),
    metrics,
    streams,
    pacerFor:
      options.pacerFor ??
      ((connector, accountId, priority) => {
        const { id } = connector;
        const pace = paceOf(connector, config);
        if (accountId === 'sign-in') return signIns.for(`${id}:${accountId}`, pace);
        return pacers.for({ id, pace }, accountId, priority);
      }),
    workerId: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
  };
  let isStopping = false;
  let server: Server | null = null;
  let worker: Worker | null = null;
  let ingest: Ingest | null = null;
  try {
    if (config.role !== 'worker') {
      const signersOf = (connector: Connector) => listWebhookSigners(connector, services);
      ingest = createIngest(services, signersOf, { isStopping: () => isStopping });
      const app = buildApp(services, {
        ...options,
        isStopping: () => isStopping,
        isSchedulerAway: () => worker?.isSchedulerAway() ?? null,
      });
      server = await listen(createServer(behind(ingest, app)), config);
    }
    if (config.role !== 'api') worker = await startWorker(services);
  } catch (error) {
    server?.close();
    await ingest?.stop();
    await store.close();
    throw error;
  }
  const port = server ? (server.address() as AddressInfo).port : 0;
  let stopped: Promise<void> | null = null;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    services,
    stop() {
      isStopping = true;
      stopped ??= (async () => {
        await streams.stop();
        await Promise.all([server ? close(server, log) : null, worker?.stop()]);
        await ingest?.stop();
        await pacers.stop();
        await store.close();
      })();
      return stopped;
    },
  };
}

/** Webhooks never reach Express, which would be most of their cost. */
function behind(ingest: Ingest, app: RequestListener): RequestListener {
  return (req, res) => (ingest.takes(req.url) ? ingest.handle(req, res) : app(req, res));
}

/** Where a provider states no limit, the operator's counts. */
function paceOf({ pace }: Connector, { syncRps }: Config): Connector['pace'] {
  return pace.isGuess ? { ...pace, requests: syncRps, perMs: 1_000 } : pace;
}

function listen(server: Server, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function close(server: Server, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      log.warn('connections are cut that would not end');
      server.closeAllConnections();
    }, CLOSE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
