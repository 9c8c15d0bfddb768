import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderInfo } from '../shared/provider-info.js';
import { type ListProvidersResult, listProviders } from '../shared/routes/connections.js';
import type { CrmDriver } from './check/crm-driver.js';
import { hubspotDriver } from './check/hubspot-driver.js';
import { MainJob } from './check/main-job.js';
import { odooDriver } from './check/odoo-driver.js';
import { CheckFailure, Steps } from './check/steps.js';
import { zohoDriver } from './check/zoho-driver.js';
import { printProgress } from './support/progress.js';
import { uniqueId } from './support/sandbox-env.js';
import { ServiceApi } from './support/service-api.js';
import { type DemoSettings, readSettings } from './support/settings.js';
import { type RunningDemo, startDemo } from './support/start-demo.js';

/** A new provider is checked with one line here. */
const DRIVERS: CrmDriver[] = [hubspotDriver, zohoDriver, odooDriver];

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Starts the demo on free ports with a folder that is thrown away, unless the environment names them, and goes through
 * the main job with every provider the service offers.
 *
 * @returns whether every step passed.
 * @throws DemoError when the demo cannot start.
 */
export async function runChecks(env: Env, signal: AbortSignal): Promise<boolean> {
  const ports = { servicePort: 0, hostPort: 0, sandboxPort: 0 };
  const settings = readSettings(env, { ...ports, dataDir: '' });
  if (settings.dataDir !== '') return checkDemo(settings, signal);
  const folder = await makeFolder();
  // Beside the folder, which goes: the log stays when it is needed.
  const logFile = `${folder}.log`;
  let isGood = false;
  try {
    isGood = await checkDemo({ ...settings, dataDir: folder, logFile }, signal);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (isGood || signal.aborted) await rm(logFile, { force: true });
  }
  return isGood;
}

async function checkDemo(settings: DemoSettings, signal: AbortSignal): Promise<boolean> {
  const demo = await startDemo(settings, { progress: printProgress() }, signal);
  try {
    const isGood = await checkAll(demo, signal);
    if (!isGood) console.log(`The service's log is ${demo.logFile}.`);
    return isGood;
  } finally {
    await demo.stop();
  }
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crm-connect-check-'));
  // Root's PostgreSQL runs as another user, who has to pass through.
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  return folder;
}

async function checkAll(demo: RunningDemo, signal: AbortSignal): Promise<boolean> {
  const backend = new ServiceApi(demo.serviceUrl, demo.secretKey);
  const query = { workspace_id: uniqueId('ws_check') };
  const { data } = await backend.call<ListProvidersResult>(listProviders, { query });
  if (data.length === 0) console.log('✗ The service offers no provider.');
  let isGood = data.length > 0;
  for (const provider of data) isGood = (await checkProvider(demo, provider, signal)) && isGood;
  return isGood;
}

async function checkProvider(demo: RunningDemo, info: ProviderInfo, signal: AbortSignal): Promise<boolean> {
  console.log(info.label);
  const steps = new Steps(signal);
  try {
    const driver = DRIVERS.find(({ provider }) => provider === info.id);
    if (!driver) throw new CheckFailure(`demo/check.ts has no driver for ${info.id}`);
    await new MainJob(demo, driver).run(steps);
    console.log(`${info.label}: all ${steps.passed} steps passed in ${steps.seconds} s`);
    return true;
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    const where = steps.failed === null ? error.message : `at "${steps.failed}"`;
    console.log(`${info.label}: FAILED ${where} after ${steps.passed} steps`);
    return false;
  }
}
