import { join } from 'node:path';
import { buildWidget } from '../../scripts/build.js';
import { type CallBook, openCallBook } from '../host-app/call-book.js';
import { WORKSPACE } from '../host-app/people.js';
import { registerCalls } from '../host-app/register-calls.js';
import { type HostApp, startHostApp } from '../host-app/server.js';
import { type RunningSandboxes, startSandboxes } from '../sandbox/index.js';
import { type DemoKeys, loadKeys, openDataFolder } from './data-folder.js';
import { declareFields } from './declare-fields.js';
import { DemoError } from './demo-error.js';
import { awaitEarlierService, rememberProcesses } from './earlier-run.js';
import { ensureApp } from './ensure-app.js';
import { checkPort, explainListen } from './ports.js';
import type { Progress } from './progress.js';
import { controlUrl, sandboxEnv, sandboxOptions } from './sandbox-env.js';
import { sendWebhooks } from './send-webhooks.js';
import { startService } from './service-process.js';
import type { DemoSettings } from './settings.js';

/** A running demo; no URL has a closing slash. */
export interface RunningDemo {
  hostUrl: string;
  serviceUrl: string;
  sandboxUrl: string;
  adminKey: string;
  secretKey: string;
  /** What the service printed. */
  logFile: string;
  /** Control door of the sandbox that plays a provider. */
  controlUrl(provider: string): string;
  /** Stops everything; safe to call again. */
  stop(): Promise<void>;
}

/** Whom to tell. */
export interface DemoListener {
  progress: Progress;
  /** The service ended by itself after it was ready. */
  onDeath?: (reason: DemoError) => void;
}

/** Undoes what was started, last first. */
class Closers {
  private readonly all: (() => Promise<void>)[] = [];
  private closed: Promise<void> | undefined;

  add(close: () => Promise<void>): void {
    this.all.unshift(close);
  }

  run = (): Promise<void> => {
    this.closed ??= (async () => {
      for (const close of this.all) await close();
    })();
    return this.closed;
  };
}

/**
 * Starts the sandbox CRMs, the service with its database and the host page, and waits until they answer.
 *
 * @param signal aborted: stops what is there and rejects.
 * @throws DemoError with one sentence; nothing is left running then.
 */
export async function startDemo(
  settings: DemoSettings,
  listener: DemoListener,
  signal?: AbortSignal,
): Promise<RunningDemo> {
  const closers = new Closers();
  const onAbort = () => void closers.run();
  signal?.addEventListener('abort', onAbort);
  try {
    return await start(settings, listener, closers, signal);
  } catch (error) {
    await closers.run();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

async function start(
  settings: DemoSettings,
  { progress, onDeath }: DemoListener,
  closers: Closers,
  signal: AbortSignal | undefined,
): Promise<RunningDemo> {
  const folder = await openDataFolder(settings.dataDir);
  const keys = await loadKeys(folder, settings);
  await awaitEarlierService(folder, () => progress('Waiting', 'for the service of an earlier run to end'));
  const sandboxes = await openSandboxes(settings, folder);
  closers.add(() => sandboxes.close());
  progress('Sandbox CRMs', sandboxes.url);
  const hostApp = await startHostApp(settings.hostPort).catch((error) => {
    throw explainListen(error, settings.hostPort, 'DEMO_PORT');
  });
  closers.add(() => hostApp.close());
  const servicePort = await checkPort(settings.servicePort, 'PORT');
  const serviceUrl = `http://127.0.0.1:${servicePort}`;
  const logFile = settings.logFile ?? join(folder, 'service.log');
  const building = buildElements(progress);
  // Awaited below: a service that fails first must not leave this one unheard.
  building.catch(() => undefined);
  signal?.throwIfAborted();
  const service = await startService({
    url: serviceUrl,
    env: {
      ...serviceEnv(settings, keys, folder),
      ...sandboxEnv(settings.env, sandboxes.url),
      PORT: String(servicePort),
      APP_BASE_URL: serviceUrl,
      FRONTEND_BASE_URL: hostApp.url,
    },
    program: settings.service,
    logFile,
    onDeath: onDeath ?? (() => undefined),
    onStart: (running) => closers.add(() => running.stop()),
  });
  await rememberProcesses(folder, service.pid);
  await sendWebhooks(controlUrl(settings.env, sandboxes.url, 'hubspot'), serviceUrl);
  progress('Service', serviceUrl);
  await building;
  await openHost(hostApp, await openCallBook(folder), serviceUrl, sandboxes.url, keys);
  progress('Host page', hostApp.url);
  return {
    hostUrl: hostApp.url,
    serviceUrl,
    sandboxUrl: sandboxes.url,
    adminKey: keys.adminKey,
    secretKey: keys.secretKey,
    logFile,
    controlUrl: (provider) => controlUrl(settings.env, sandboxes.url, provider),
    stop: closers.run,
  };
}

async function openSandboxes(settings: DemoSettings, folder: string): Promise<RunningSandboxes> {
  return startSandboxes({ port: settings.sandboxPort, ...sandboxOptions(settings.env, folder) }).catch(
    (error) => {
      throw explainListen(error, settings.sandboxPort, 'SANDBOX_PORT');
    },
  );
}

async function buildElements(progress: Progress): Promise<void> {
  const build = await buildWidget().catch((error) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new DemoError(`The elements could not be built: ${why}`, { cause: error });
  });
  progress('Elements', build.isCached ? 'unchanged' : 'built');
}

function serviceEnv(settings: DemoSettings, keys: DemoKeys, folder: string) {
  return {
    ...settings.env,
    ROLE: 'all',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    ADMIN_KEY: keys.adminKey,
    ENCRYPTION_KEY: keys.encryptionKey,
    ALLOW_PRIVATE_CRM_HOSTS: '1',
  };
}

/** Makes the host's app known to the service, registers its calls, and lets the page answer. */
async function openHost(
  hostApp: HostApp,
  calls: CallBook,
  serviceUrl: string,
  sandboxUrl: string,
  keys: DemoKeys,
): Promise<void> {
  try {
    await ensureApp({
      serviceUrl,
      adminKey: keys.adminKey,
      secretKey: keys.secretKey,
      name: 'Linea',
      origin: hostApp.url,
      workspaceId: WORKSPACE.id,
    });
    await declareFields(serviceUrl, keys.secretKey);
    await registerCalls(serviceUrl, keys.secretKey, calls);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DemoError(`The demo's app could not be set up: ${why}`, { cause: error });
  }
  hostApp.open({ serviceUrl, sandboxUrl, secretKey: keys.secretKey, calls });
}
