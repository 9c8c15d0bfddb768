import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { closingLine, countTests, summary } from './runner/results.js';
import { TestRun } from './runner/test-run.js';

const HELP = `Usage: npm test -- [filters] [--dir folder] [--timeout seconds]
  filters   run only files (and check steps, named check/...) whose path contains one of these
  --dir     run the tests of this folder instead of test/, without the check
  --timeout end a file that runs longer, and count it as failed (default 300)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string' },
    timeout: { type: 'string', default: '300' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const startedAt = performance.now();
const run = new TestRun({
  filters: positionals,
  dir: values.dir,
  timeoutMs: Number(values.timeout) * 1000,
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    if (!run.isStopping) void run.stop().finally(() => process.exit(code));
  });
}

try {
  await run.run();
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  run.report({
    file: relative(process.cwd(), fileURLToPath(import.meta.url)),
    tests: [{ name: 'the runner', status: 'failed', error: text }],
    durationMs: 0,
    output: '',
  });
}
if (!run.isStopping) {
  await run.stop();
  const totals = countTests(run.results);
  console.log(summary(run.results, performance.now() - startedAt));
  if (run.results.length === 0) console.log('No test matched.');
  console.log(closingLine(totals));
  process.exitCode = totals.failed > 0 || totals.passed + totals.skipped === 0 ? 1 : 0;
}
