import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOrInstallBrowser } from '../support/browser.js';
import { runProcess } from './processes.js';
import type { FileResult } from './results.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CONFIG = fileURLToPath(new URL('./web-test-runner.config.mjs', import.meta.url));
/** Starting the browser and the server, before the first file runs. */
const START_MS = 120_000;

/**
 * Runs element tests one after another in one Chromium. Every file gives a result: a file the browser never came to
 * counts as one failed test.
 *
 * @param files relative to the project's root.
 * @param onResult called as each file ends.
 */
export async function runElementFiles(
  files: readonly string[],
  timeoutMs: number,
  onResult: (result: FileResult) => void,
): Promise<void> {
  const waiting = new Set(files);
  const onLine = (line: string) => {
    const result = JSON.parse(line) as FileResult;
    const file = relative(ROOT, result.file);
    if (waiting.delete(file)) onResult({ ...result, file });
  };
  const runner = join(dirname(createRequire(import.meta.url).resolve('@web/test-runner')), 'bin.js');
  const startedAt = performance.now();
  const end = await runProcess(
    process.execPath,
    ['--import', 'tsx', runner, '--config', CONFIG, '--files', ...files],
    {
      cwd: ROOT,
      timeoutMs: START_MS + files.length * timeoutMs,
      env: { ELEMENT_RESULTS_FD: '3', CHROME_PATH: await findOrInstallBrowser() },
      onLine,
    },
  );
  for (const file of waiting) {
    const error = `The browser run ended (code ${end.code}) before this file was through.`;
    const tests = [{ name: 'the file itself', status: 'failed' as const, error }];
    onResult({ file, tests, durationMs: performance.now() - startedAt, output: end.output });
  }
}
