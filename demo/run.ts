import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChecks } from './check.js';
import { DemoError } from './support/demo-error.js';
import { printProgress } from './support/progress.js';
import { ROOT, readSettings } from './support/settings.js';
import { type RunningDemo, startDemo } from './support/start-demo.js';
import { watchLauncher } from './support/watch-launcher.js';

const HELP = `Usage: npm run demo [-- --check]
  starts a database, sandbox CRMs, the service and a page that embeds its elements, until Ctrl-C
  --check  goes through the main job over HTTP instead and exits 0 only when the CRM itself has the call

Environment: PORT (3000), DEMO_PORT (3001), SANDBOX_PORT (3002), DATA_DIR (.data/demo), ADMIN_KEY, DEMO_SECRET_KEY,
DATABASE_URL, and what the service reads (CRM_*, LOG_LEVEL)`;

/** Ctrl-C in a terminal reaches us from it and from npm: presses this close together are one. */
const SAME_PRESS_MS = 1_000;

const stopping = new AbortController();
let stoppedAt = 0;
let exitCode = 0;

function stop(code: number): void {
  if (stopping.signal.aborted) {
    if (performance.now() - stoppedAt > SAME_PRESS_MS) process.exit(code);
    return;
  }
  stoppedAt = performance.now();
  exitCode = code;
  stopping.abort();
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.on(signal, () => stop(code));
watchLauncher(() => stop(1));

/** The last words when something failed: one sentence if it is a known reason. */
function complain(error: unknown): void {
  if (stopping.signal.aborted) return;
  console.error(error instanceof DemoError ? error.message : error);
  exitCode = 1;
}

async function serve(): Promise<void> {
  const settings = readSettings(process.env, {
    servicePort: 3000,
    hostPort: 3001,
    sandboxPort: 3002,
    dataDir: join(ROOT, '.data/demo'),
  });
  const onDeath = (reason: DemoError) => {
    complain(reason);
    stop(1);
  };
  let demo: RunningDemo | undefined;
  try {
    demo = await startDemo(settings, { progress: printProgress(), onDeath }, stopping.signal);
    console.log(`          Log of the service: ${demo.logFile}`);
    console.log(`ready  page ${demo.hostUrl}  service ${demo.serviceUrl}  sandbox CRMs ${demo.sandboxUrl}`);
    if (!stopping.signal.aborted)
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
    console.log('Stopping');
  } finally {
    await demo?.stop();
  }
}

async function check(): Promise<void> {
  exitCode = (await runChecks(process.env, stopping.signal)) ? 0 : 1;
}

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(HELP);
else if (values.check) await check().catch(complain);
else await serve().catch(complain);
process.exit(exitCode);
