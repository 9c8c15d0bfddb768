import type { FileResult } from './results.js';

/** More files than this do not fail by accident. */
const MOST_FILES = 4;

/**
 * Runs the files that failed once more, one after another and with nothing beside them. What passes then was held up
 * rather than wrong, or has a race: it counts as passed, and its first failure is told as unsteady, to be mended. What
 * fails twice has failed.
 *
 * @param results of the first run; those that are run again are replaced.
 * @param run runs one file; undefined where it cannot fail by accident.
 */
export async function runAgain(
  results: FileResult[],
  run: (file: string) => Promise<FileResult | undefined> | undefined,
): Promise<void> {
  const failed = results.filter(({ tests }) => tests.some(({ status }) => status === 'failed'));
  if (failed.length > MOST_FILES) return;
  for (const first of failed) {
    const second = await run(first.file);
    if (second) results[results.indexOf(first)] = judge(first, second);
  }
}

function judge(first: FileResult, second: FileResult): FileResult {
  if (second.tests.some(({ status }) => status === 'failed')) return second;
  const unsteady = first.tests.filter(({ status }) => status === 'failed');
  return { ...second, unsteady, output: first.output, durationMs: first.durationMs + second.durationMs };
}
