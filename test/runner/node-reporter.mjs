import { writeSync } from 'node:fs';
import { inspect } from 'node:util';

/** File descriptor the runner reads results from. */
const RESULTS = 3;

/**
 * A node:test reporter that writes one JSON line per test to descriptor 3 as soon as it ended, and a line
 * `{"end":true}` when the file is through. Suites count only when they fail by themselves (a hook), and a parent
 * test that failed only through its subtests is not counted again.
 */
export default async function* nodeReporter(events) {
  const path = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') path[data.nesting] = data.name;
    if (type === 'test:pass' && data.details?.type !== 'suite') send(path, data, passedStatus(data));
    if (type === 'test:fail' && !failedThroughSubtests(data)) send(path, data, failedStatus(data));
  }
  writeSync(RESULTS, '{"end":true}\n');
  yield '';
}

function send(path, data, outcome) {
  const name = [...path.slice(0, data.nesting), data.name].join(' > ');
  writeSync(RESULTS, `${JSON.stringify({ test: { name, ...outcome } })}\n`);
}

function passedStatus(data) {
  return isSet(data.skip) || isSet(data.todo) ? skippedStatus(data) : { status: 'passed' };
}

function skippedStatus(data) {
  const reason = [data.skip, data.todo].find((text) => typeof text === 'string' && text !== '');
  return { status: 'skipped', ...(reason === undefined ? {} : { reason }) };
}

function failedStatus(data) {
  if (isSet(data.todo)) return skippedStatus(data);
  const error = data.details?.error;
  return { status: 'failed', error: inspect(error?.cause ?? error, { depth: 6 }) };
}

function failedThroughSubtests(data) {
  return data.details?.error?.failureType === 'subtestsFailed';
}

/** A skip or todo is true or its reason, which may be the empty string. */
function isSet(value) {
  return value !== undefined && value !== false;
}
