import { freePort } from '../../support/free-port.js';
import { testEnv } from '../../support/service/env.js';
import { AUDIT, READ_STALE, type StaleWrite } from './audit.js';
import { buildService, type Replacement } from './build-service.js';
import { connectHost } from './connect.js';
import { type Crm, startCrm } from './crm.js';
import { type FaultDatabase, startFaultDatabase } from './database.js';
import { createFleet, type Fleet } from './fleet.js';
import { createHost, type Host } from './host.js';

/** Everything that takes part: a PostgreSQL and processes that may be killed, a CRM that fails, a host that repeats. */
export interface Bed {
  database: FaultDatabase;
  sql: FaultDatabase['sql'];
  crm: Crm;
  fleet: Fleet;
  host: Host;
  connectionId: string;
  /** Accepted writes of processes that had lost their lease. */
  staleWrites(): Promise<StaleWrite[]>;
  close(): Promise<void>;
}

export interface BedOptions {
  /** Worker processes, none of which is started yet. */
  workers: number;
  /** Of the sandbox CRM. */
  settings?: Record<string, unknown>;
  /** What is in the CRM before it is connected. */
  fill?(crm: Crm): Promise<unknown>;
  /** What makes the service a broken one. */
  broken?: Replacement;
}

/** Starts a bed whose CRM is connected; nothing is copied yet. Call `close()` when done. */
export async function openBed(options: BedOptions): Promise<Bed> {
  const cleanUp: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    return await open(options, cleanUp, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: BedOptions,
  cleanUp: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Bed> {
  const crm = await startCrm(options.settings ?? {});
  cleanUp.push(crm.close);
  const built = await buildService(options.broken ?? null);
  cleanUp.push(built.remove);
  const starting = startFaultDatabase();
  cleanUp.push(() => starting.then(({ close }) => close()));
  await options.fill?.(crm);
  const database = await starting;
  const port = await freePort();
  const env = testEnv({ port, sandboxUrl: crm.door.url, role: 'all' });
  const fleet = createFleet({
    workers: options.workers,
    path: built.path,
    envFor: (name, role) => ({
      ...env,
      ROLE: role,
      DATABASE_URL: database.urlFor(name),
      LOG_LEVEL: 'info',
    }),
  });
  cleanUp.push(fleet.close);
  await fleet.fill(fleet.api);
  await database.sql(AUDIT);
  const host = createHost(`http://127.0.0.1:${port}`, String(env['ADMIN_KEY']));
  const connectionId = await connectHost(host);
  const staleWrites = () => database.sql<StaleWrite>(READ_STALE);
  return { database, sql: database.sql, crm, fleet, host, connectionId, staleWrites, close };
}
