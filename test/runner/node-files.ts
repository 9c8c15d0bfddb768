import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProcessEnd, runProcess } from './processes.js';
import type { FileResult, TestResult } from './results.js';

const REPORTER = new URL('./node-reporter.mjs', import.meta.url).href;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where a file is run from. */
export interface NodeFileOptions {
  timeoutMs: number;
  /** The folder of what was compiled; without one it is run from its source. */
  compiled: string | undefined;
}

/**
 * Runs one node:test file in a process of its own. A file that crashes, hangs past `timeoutMs`, ends before its tests
 * are through or holds no test gives one failed test besides those it reported.
 *
 * @param file relative to the project's root.
 */
export async function runNodeFile(
  file: string,
  { timeoutMs, compiled }: NodeFileOptions,
): Promise<FileResult> {
  const startedAt = performance.now();
  const tests: TestResult[] = [];
  let isThrough = false;
  const onLine = (line: string) => {
    const message = JSON.parse(line) as { test?: TestResult; end?: true };
    if (message.test) tests.push(message.test);
    if (message.end) isThrough = true;
  };
  const args = ['--enable-source-maps', `--test-reporter=${REPORTER}`, '--test-reporter-destination=stdout'];
  const source = compiled ? [join(compiled, file.replace(/\.ts$/, '.mjs'))] : ['--import', 'tsx', file];
  const end = await runProcess(process.execPath, [...args, ...source], {
    cwd: ROOT,
    timeoutMs,
    env: { COMPILED_TESTS: compiled },
    onLine,
  });
  const fault = findFault(end, tests, isThrough, timeoutMs);
  if (fault) tests.push({ name: 'the file itself', status: 'failed', error: fault });
  return { file, tests, durationMs: performance.now() - startedAt, output: end.output };
}

function findFault(
  end: ProcessEnd,
  tests: TestResult[],
  isThrough: boolean,
  timeoutMs: number,
): string | undefined {
  const hasFailure = tests.some((test) => test.status === 'failed');
  if (end.isTimedOut) return `It was still running after ${timeoutMs / 1000} s and was ended.`;
  if (end.signal) return `It was ended by ${end.signal}.`;
  if (end.code !== 0 && !hasFailure) return `It exited with code ${end.code} outside any test.`;
  if (tests.length === 0) return 'It held no test.';
  if (!isThrough && !hasFailure) return 'It exited before its tests were through.';
  return undefined;
}
