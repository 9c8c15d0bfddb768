import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../demo/support/settings.js';
import { type RunningDemo, startDemo } from '../../../demo/support/start-demo.js';
import { createTestDatabase } from '../../support/database.js';
import { freePort } from '../../support/free-port.js';
import { findProgram } from '../../support/program.js';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.js';

const SERVICE = findProgram(new URL('../../../service/index.ts', import.meta.url));
/** Where a provider states no limit: its sandbox has none, and people wait for nothing. */
const RPS = '200';

/** The demo as `npm run demo` starts it, on free ports and a database of its own, with a recorder before the CRM. */
export interface TestDemo extends RunningDemo {
  proxy: RecordingProxy;
  readLog(): Promise<string>;
  /** Keys and secrets the service was started with. */
  keys: string[];
}

/**
 * Call `stop()` when done.
 *
 * @param logLevel how much the service writes to its log.
 */
export async function startTestDemo(logLevel: 'trace' | 'warn' = 'warn'): Promise<TestDemo> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'crm-connect-e2e-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const database = await createTestDatabase();
    undo.push(() => database.close());
    const sandboxPort = await freePort();
    const proxy = await startRecordingProxy(`http://127.0.0.1:${sandboxPort}`);
    undo.push(() => proxy.close());
    const clientSecret = 'e2e-client-secret-0123456789';
    const env = {
      ...withoutDemoNames(process.env),
      DATABASE_URL: database.url,
      LOG_LEVEL: logLevel,
      CRM_SYNC_RPS: RPS,
      CRM_HUBSPOT_CLIENT_SECRET: clientSecret,
      CRM_HUBSPOT_API_URL: `${proxy.url}/hubspot`,
    };
    const settings = readSettings(env, {
      ...{ servicePort: await freePort(), hostPort: 0, sandboxPort },
      dataDir: folder,
    });
    const service = [...SERVICE.execArgv, SERVICE.path];
    const demo = await startDemo({ ...settings, service }, { progress: () => undefined });
    undo.push(() => demo.stop());
    const kept = JSON.parse(await readFile(join(folder, 'keys.json'), 'utf8')) as Record<string, string>;
    const readLog = () => readFile(demo.logFile, 'utf8');
    return { ...demo, proxy, readLog, keys: [...Object.values(kept), clientSecret], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is set where the tests run must not steer them. */
function withoutDemoNames(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names =
    /^(PORT|DEMO_PORT|SANDBOX_PORT|DATA_DIR|ADMIN_KEY|DEMO_SECRET_KEY|ENCRYPTION_KEY|CRM_.*|MONGODB_URL)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));
}
