import { tmpdir } from 'node:os';
import { startSandboxes } from '../../demo/sandbox/index.js';
import { connectors, regionsOf } from '../../service/connectors/registry.js';
import { readEnv } from '../../service/env.js';
import { createLog } from '../../service/log.js';
import { type RunningService, startService } from '../../service/start-service.js';
import type { Connection } from '../../shared/connection.js';
import type { Actor, Permission } from '../../shared/keys.js';
import { createTestDatabase } from './database.js';
import { freePort } from './free-port.js';
import { type ApiClient, createApiClient } from './service/client.js';
import { TestClock } from './service/clock.js';
import { HOST_ORIGIN, TEST_CLIENT, testEnv } from './service/env.js';
import { createSandboxDoor, type SandboxDoor } from './service/sandbox-door.js';
import { SeenSecrets } from './service/secrets.js';
import { signIn } from './service/sign-in.js';
import { unrefLongTimers } from './service/unref-timers.js';

export { freePort } from './free-port.js';
export type { ApiAnswer, ApiClient, ApiOptions } from './service/client.js';
export { TestClock } from './service/clock.js';
export { HOST_ORIGIN, TEST_CLIENT, testEnv } from './service/env.js';
export type { SandboxDoor } from './service/sandbox-door.js';
export { CookieJar } from './service/sign-in.js';
export { waitUntil } from './service/wait-until.js';

/** An app with a workspace of it and one key of each kind. */
export interface Tenant {
  appId: string;
  workspaceId: string;
  sk: string;
  wk: string;
  et: string;
}

export interface TestServiceOptions {
  /** False starts the sandbox CRMs empty. Default true: 100 contacts with companies and deals. */
  seed?: boolean;
  /** Settings of the sandbox HubSpot; its limits are lifted unless these say otherwise. */
  sandbox?: Record<string, unknown>;
  /** The same of the sandbox Zoho. */
  zoho?: Record<string, unknown>;
  /** Added to the environment the service reads; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  /** Default `all`. */
  role?: 'api' | 'worker' | 'all';
  /** True asks the sandbox CRMs as fast as it can, for tests of something else than the pace. */
  unpaced?: boolean;
  /** The database the service gets, for a test that stands between; takes the real one's URL. */
  databaseUrl?: (url: string) => string;
}

/** A service on its own database with its own sandbox CRMs, in this process, and what a host would do with it. */
export interface TestService {
  url: string;
  databaseUrl: string;
  adminKey: string;
  running: RunningService;
  /** Runs with the real time and can be moved ahead. */
  clock: TestClock;
  /** Of the sandbox HubSpot. */
  sandbox: SandboxDoor;
  zoho: SandboxDoor;
  odoo: SandboxDoor;
  /** Asks the service; every good answer is checked against the shape its endpoint documents. */
  api: ApiClient;
  /** What the service logged so far, as parsed lines. */
  log: Record<string, unknown>[];
  /** Values that must be in no log line; keys, cookies, codes, states and tokens of answers are added by themselves. */
  secrets: SeenSecrets;
  createTenant(workspaceId?: string, appName?: string): Promise<Tenant>;
  createEmbedToken(
    sk: string,
    body: { workspace_id: string; permissions?: Permission[]; expires_in?: number; actor?: Actor },
  ): Promise<string>;
  /** Connects a sandbox CRM (HubSpot) through its consent page, as a browser would. */
  connect(key: string, options?: { portal?: number; provider?: string }): Promise<Connection>;
  /** Stops everything, then fails if a line of the log holds a secret. */
  close(): Promise<void>;
}

let isOpen = false;

/**
 * Starts a migrated database, sandbox CRMs and the service, each on a free port. Call `close()` when done.
 *
 * @throws Error while another one is open: models belong to one database a process.
 */
export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  if (isOpen) throw new Error('close the other test service first');
  isOpen = true;
  unrefLongTimers();
  const cleanUp: (() => Promise<unknown>)[] = [];
  const undo = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
    isOpen = false;
  };
  try {
    return await start(options, cleanUp, undo);
  } catch (error) {
    await undo();
    throw error;
  }
}

async function start(
  options: TestServiceOptions,
  cleanUp: (() => Promise<unknown>)[],
  undo: () => Promise<void>,
): Promise<TestService> {
  const database = await createTestDatabase();
  cleanUp.push(database.close);
  const sandboxes = await startSandboxes({
    port: 0,
    seed: options.seed ?? true,
    hubspot: {
      clientId: TEST_CLIENT.id,
      clientSecret: TEST_CLIENT.secret,
      settings: { limits: false, ...options.sandbox },
    },
    zoho: {
      clientId: TEST_CLIENT.id,
      clientSecret: TEST_CLIENT.secret,
      settings: { limits: false, ...options.zoho },
    },
  });
  cleanUp.push(sandboxes.close);
  const port = await freePort();
  const env = testEnv({ port, sandboxUrl: sandboxes.url, role: options.role ?? 'all', ...options.env });
  const config = readEnv(env, connectors.keys(), regionsOf);
  const lines: Record<string, unknown>[] = [];
  const secrets = new SeenSecrets();
  secrets.add(config.adminKey, ...config.encryptionKeys, TEST_CLIENT.secret);
  const destination = {
    write: (line: string) => {
      secrets.read(line);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const clock = new TestClock();
  const databaseUrl = options.databaseUrl?.(database.url) ?? database.url;
  const running = await startService(config, databaseUrl, createLog({ level: 'trace', destination }), {
    widgetDir: tmpdir(),
    clock,
    ...(options.unpaced ? { pacerFor: () => ({ take: async () => {}, learn: () => {} }) } : {}),
  });
  cleanUp.push(() => running.stop());
  const api = createApiClient(running, secrets);
  const sandbox = createSandboxDoor(sandboxes.url, 'hubspot');
  let closed: Promise<void> | undefined;
  const service: TestService = {
    url: running.url,
    databaseUrl: database.url,
    adminKey: config.adminKey,
    running,
    clock,
    sandbox,
    zoho: createSandboxDoor(sandboxes.url, 'zoho'),
    odoo: createSandboxDoor(sandboxes.url, 'odoo'),
    api,
    log: lines,
    secrets,
    createEmbedToken: async (sk, body) => {
      const answer = await api.post<{ token: string }>('/crm/embed-tokens', { key: sk, body, expect: 201 });
      return answer.body.token;
    },
    createTenant: (workspaceId = 'ws_1', appName = 'Test app') => createTenant(service, workspaceId, appName),
    connect: (key, options = {}) => signIn(service, key, options),
    close: () => {
      closed ??= (async () => {
        await secrets.addStored(running.services);
        await undo();
        secrets.check();
      })();
      return closed;
    },
  };
  return service;
}

async function createTenant(service: TestService, workspaceId: string, appName: string): Promise<Tenant> {
  const { api, adminKey } = service;
  const app = await api.post<{ id: string; secret_key: string }>('/crm/admin/apps', {
    key: adminKey,
    body: { name: appName, allowed_origins: [HOST_ORIGIN] },
    expect: 201,
  });
  const { id: appId, secret_key: sk } = app.body;
  const browserKey = await api.post<{ key: string }>(`/crm/admin/apps/${appId}/keys`, {
    key: adminKey,
    body: { kind: 'wk', workspace_id: workspaceId },
    expect: 201,
  });
  const et = await service.createEmbedToken(sk, {
    workspace_id: workspaceId,
    actor: { name: 'Marta Rinaldi' },
  });
  return { appId, workspaceId, sk, wk: browserKey.body.key, et };
}
