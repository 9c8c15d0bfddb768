import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { checkSteps, runStep } from '../scripts/check.js';
import { type Compiled, compile } from './runner/compile.js';
import { runElementFiles } from './runner/element-files.js';
import { findTestFiles, matchesFilters, type TestFiles } from './runner/find-files.js';
import { longestFirst } from './runner/longest-first.js';
import { runNodeFile } from './runner/node-files.js';
import { stopAllProcesses } from './runner/processes.js';
import { closingLine, countTests, type FileResult, progressLine, summary } from './runner/results.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** More than cores: most tests wait, for processes to start or for a turn of a clock. The database has room for six. */
const LANES = Math.min(availableParallelism() + 2, 6);

const HELP = `Usage: npm test -- [filters] [--dir folder] [--timeout seconds]
  filters   run only files (and check steps, named check/...) whose path contains one of these
  --dir     run the tests of this folder instead of test/, without the check
  --timeout end a file that runs longer, and count it as failed (default 180)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string' },
    timeout: { type: 'string', default: '180' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** What this run has started and must end. */
interface TestDatabase {
  url: string;
  stop(): Promise<unknown>;
}

const results: FileResult[] = [];
let database: Promise<TestDatabase | undefined> | undefined;
let compiled: Compiled | undefined;
let isStopping = false;

function report(result: FileResult): void {
  if (isStopping) return;
  results.push(result);
  console.log(progressLine(result));
}

/** Runs the steps of `npm run check`, each counted as one test. */
async function runCheck(): Promise<void> {
  for (const step of checkSteps()) {
    const file = `check/${step.name}`;
    if (isStopping || !matchesFilters(file, positionals)) continue;
    const { error, durationMs } = await runStep(step);
    const outcome =
      error === undefined ? { status: 'passed' as const } : { status: 'failed' as const, error };
    report({ file, tests: [{ name: step.title, ...outcome }], durationMs, output: '' });
  }
}

/** Runs files one after another, and takes each from the list as it begins. */
async function runNodeFiles(waiting: string[]): Promise<void> {
  for (let file = waiting.shift(); file && !isStopping; file = waiting.shift())
    report(await runNodeFile(file, { timeoutMs, compiled: compiled?.folder }));
}

/** What cannot be compiled as a whole runs from its sources, so that each file tells its own fault. */
async function compileAll(files: readonly string[]): Promise<Compiled | undefined> {
  if (files.length === 0) return undefined;
  return compile(ROOT, files).catch((error: unknown) => {
    console.log(`Not compiled, so each file runs from its source: ${error}`);
    return undefined;
  });
}

/** One PostgreSQL for all files; the folder's support/database.ts starts it, unless one is named or there is none. */
async function startDatabase(folder: string): Promise<TestDatabase | undefined> {
  const path = join(folder, 'support/database.ts');
  if (process.env['TEST_DATABASE_URL'] || !existsSync(path)) return undefined;
  const module = (await import(pathToFileURL(path).href)) as { startTestServer(): Promise<TestDatabase> };
  const server = await module.startTestServer();
  process.env['TEST_DATABASE_URL'] = server.url;
  return server;
}

async function stopEverything(): Promise<void> {
  await stopAllProcesses();
  // It may still be starting; that it failed to start is reported by whoever waits for it.
  const server = await database?.catch(() => undefined);
  database = undefined;
  await server?.stop();
  await compiled?.remove();
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    void stopEverything().finally(() => process.exit(code));
  });
}

async function runAll(): Promise<void> {
  const folder = values.dir ? resolve(values.dir) : join(ROOT, 'test');
  const files = findTestFiles(ROOT, folder, positionals);
  const inNode = [...files.node, ...files.browser];
  if (inNode.length > 0) database = startDatabase(folder);
  compiled = await compileAll(inNode);
  await database;
  const waiting = longestFirst(files.node, compiled?.inputs);
  const first = [runOnePage(files), ...(values.dir ? [] : [runCheck()])];
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    await first[lane];
    await runNodeFiles(waiting);
  });
  await Promise.all(lanes);
}

/** What needs a browser, whose pages would starve each other: a lane of its own. */
async function runOnePage(files: TestFiles): Promise<void> {
  if (files.element.length > 0 && !isStopping) await runElementFiles(files.element, timeoutMs, report);
  await runNodeFiles([...files.browser]);
}

if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const timeoutMs = Number(values.timeout) * 1000;
const startedAt = performance.now();
try {
  await runAll();
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  report({
    file: relative(ROOT, fileURLToPath(import.meta.url)),
    tests: [{ name: 'the runner', status: 'failed', error: text }],
    durationMs: 0,
    output: '',
  });
} finally {
  if (!isStopping) await stopEverything();
}
if (!isStopping) {
  const totals = countTests(results);
  console.log(summary(results, performance.now() - startedAt));
  if (results.length === 0) console.log('No test matched.');
  console.log(closingLine(totals));
  process.exitCode = totals.failed > 0 || totals.passed + totals.skipped === 0 ? 1 : 0;
}
