import { writeSync } from 'node:fs';

/**
 * A @web/test-runner reporter that writes one JSON line per finished file to descriptor `ELEMENT_RESULTS_FD`:
 * `{ file, tests, durationMs, output }`, `file` absolute.
 */
export function elementReporter() {
  const descriptor = Number(process.env.ELEMENT_RESULTS_FD);
  let previousEndedAt = performance.now();
  return {
    reportTestFileResults({ sessionsForTestFile, testFile }) {
      const durationMs = performance.now() - previousEndedAt;
      previousEndedAt = performance.now();
      const tests = sessionsForTestFile.flatMap(readSession);
      const output = sessionsForTestFile.flatMap((session) => session.logs.map(formatLog)).join('\n');
      writeSync(descriptor, `${JSON.stringify({ file: testFile, tests, durationMs, output })}\n`);
    },
  };
}

function readSession(session) {
  const tests = session.testResults ? readSuite(session.testResults, []) : [];
  const faults = session.errors.map((error) => ({
    name: 'the file itself',
    status: 'failed',
    error: formatError(error),
  }));
  const missing = session.request404s.map((url) => `Not found: ${url}`).join('\n');
  if (tests.length === 0 && faults.length === 0) {
    faults.push({ name: 'the file itself', status: 'failed', error: `It held no test. ${missing}` });
  }
  return [...tests, ...faults];
}

function readSuite(suite, path) {
  const here = suite.name ? [...path, suite.name] : path;
  const own = suite.tests.map((test) => ({
    name: [...here, test.name].join(' > '),
    ...readOutcome(test),
  }));
  return [...own, ...suite.suites.flatMap((child) => readSuite(child, here))];
}

function readOutcome(test) {
  if (test.skipped) return { status: 'skipped' };
  if (test.passed) return { status: 'passed' };
  return { status: 'failed', error: test.error ? formatError(test.error) : 'It failed without an error.' };
}

function formatError({ name, message, stack, expected, actual }) {
  const head = `${name ? `${name}: ` : ''}${message}`;
  const difference = expected === undefined ? [] : [`expected: ${expected}`, `actual:   ${actual}`];
  return [head, ...difference, ...(stack ? [stack] : [])].join('\n');
}

function formatLog(values) {
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
}
