/** How one test ended. */
export interface TestResult {
  name: string;
  status: 'passed' | 'failed' | 'skipped';
  /** The whole text to print for a failure. */
  error?: string;
  /** Why it was skipped, where it says so. */
  reason?: string;
}

/** What one test file (or one step of the check) gave. `file` is relative to the project's root. */
export interface FileResult {
  file: string;
  tests: TestResult[];
  durationMs: number;
  /** The end of what it printed; shown only when it failed. */
  output: string;
  /** What failed at first and passed when the file ran again by itself. */
  unsteady?: TestResult[];
}

/** Number of tests that ended in each way. */
export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** Adds up the tests of all files. */
export function countTests(results: readonly FileResult[]): Totals {
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  for (const test of results.flatMap((result) => result.tests)) totals[test.status] += 1;
  return totals;
}

/** The closing line: `3 passed, 0 failed`, and `, 1 skipped` when any were. */
export function closingLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** One progress line for a finished file: verdict, time, name, and how many tests it held. */
export function progressLine(result: FileResult): string {
  const totals = countTests([result]);
  const verdict = totals.failed > 0 ? 'FAIL' : 'ok';
  const seconds = `${(result.durationMs / 1000).toFixed(1)} s`;
  return `${verdict.padEnd(4)} ${seconds.padStart(7)}  ${result.file}  (${closingLine(totals)})`;
}

/**
 * Every failure whole, with file and test name, also one that went away when its file ran alone, then what its file
 * printed; then what was skipped and why, and the slowest five files.
 */
export function summary(results: readonly FileResult[], totalMs: number): string {
  const slowest = [...results].sort((a, b) => b.durationMs - a.durationMs).slice(0, 5);
  const lines = slowest.map(
    (result) => `  ${(result.durationMs / 1000).toFixed(1).padStart(6)} s  ${result.file}`,
  );
  return [
    ...results.flatMap(describeFailures),
    ...results.flatMap(describeSkips),
    '',
    'Slowest files:',
    ...lines,
    `Total time: ${(totalMs / 1000).toFixed(1)} s`,
  ].join('\n');
}

function describeFailures(result: FileResult): string[] {
  const failed = result.tests.filter((test) => test.status === 'failed');
  const failures = [
    ...failed.map((test) => describe('FAILED', result, test)),
    ...(result.unsteady ?? []).map((test) => describe('UNSTEADY (failed, then passed alone)', result, test)),
  ];
  if (failures.length === 0) return [];
  const output = result.output.trim();
  return output ? [...failures, `  Printed by ${result.file}:\n${indent(output)}`] : failures;
}

/** One line for all tests of a file that were skipped for the same reason. */
function describeSkips(result: FileResult): string[] {
  const counts = new Map<string, number>();
  for (const { status, reason } of result.tests)
    if (status === 'skipped') counts.set(reason ?? '', (counts.get(reason ?? '') ?? 0) + 1);
  return [...counts].map(
    ([reason, count]) =>
      `\nSKIPPED ${result.file}: ${count} ${count === 1 ? 'test' : 'tests'}: ${reason || 'no reason given'}`,
  );
}

function describe(verdict: string, { file }: FileResult, { name, error }: TestResult): string {
  return `\n${verdict} ${file}: ${name}\n${indent(error ?? '')}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
