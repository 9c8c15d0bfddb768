import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { waitUntil } from '../support/service.js';
import { settledSooner } from './settled-sooner.js';
import { aCall, openWorkbench, type Workbench } from './workbench.js';

let bench: Workbench;
before(async () => {
  bench = await openWorkbench({ sandbox: { unique_on_calls: false } });
  await bench.sync(true, ['contact']);
  // The service times the next try by its clock, the database looks for it by its own: it is due when a test says so.
  bench.service.clock.advance(20 * 60_000);
});
after(() => bench.service.close());

const calls = async (subject: string) =>
  (await bench.service.sandbox.records('calls')).filter(
    ({ properties }) => properties.hs_call_title === subject,
  );
const send = (id: string, body: string) =>
  bench.push(id, { call: aCall({ subject: id, body }), contact: { email: 'giulia.ferri@prato.example' } });
test('without a unique property a lost answer still ends in one activity', async () => {
  await bench.service.sandbox.fault({
    kind: 'timeout_after_write',
    delay_ms: 50,
    match: { path_includes: '/calls/batch/create' },
  });
  await send('call_lost', 'Hello');
  await bench.settled('call_lost', 'checking');
  assert.equal((await settledSooner(bench, 'call_lost')).state, 'already_there');
  assert.equal((await calls('call_lost')).length, 1);
});

test('without a unique property an answer that is lost once more, to the change of what was found, ends in one activity', async () => {
  for (const path_includes of ['/calls/batch/create', '/calls/batch/update'])
    await bench.service.sandbox.fault({
      kind: 'timeout_after_write',
      delay_ms: 50,
      match: { path_includes },
    });
  await send('call_lost_twice', 'Hello');
  await bench.settled('call_lost_twice', 'checking');
  assert.equal((await settledSooner(bench, 'call_lost_twice')).state, 'already_there');
  const { faults } = await bench.service.sandbox.get<{ faults: unknown[] }>('faults');
  assert.deepEqual(faults, [], 'both answers were lost');
  assert.equal((await calls('call_lost_twice')).length, 1);
});

test('without a unique property a changed call updates its activity, more than once', async () => {
  for (const body of ['First', 'Second', 'Third']) {
    await send('call_changed', body);
    assert.equal((await bench.settled('call_changed')).state, 'sent');
    const [call, ...others] = await calls('call_changed');
    assert.deepEqual(others, []);
    assert.match(call?.properties.hs_call_body ?? '', new RegExp(`^<p>${body}</p>`));
  }
});

test('without a unique property the same call 20 times at once is one activity', async () => {
  const receipts = await Promise.all(Array.from({ length: 20 }, () => send('call_twenty', 'Hello')));
  assert.equal(new Set(receipts.map(({ push_id }) => push_id)).size, 1);
  await waitUntil('it is there', async () => (await calls('call_twenty')).length > 0);
  await bench.settled('call_twenty');
  assert.equal((await calls('call_twenty')).length, 1);
});
