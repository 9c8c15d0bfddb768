import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Priority } from '../../../service/connectors/http-door.js';
import { aCall, openWorkbench } from '../../integration/workbench.js';

test('a push takes its turns as interactive, a pull as background', async () => {
  const bench = await openWorkbench();
  try {
    let taken = new Set<Priority>();
    bench.service.running.services.pacerFor = (_connector, accountId, priority) => ({
      take: async () => {
        if (accountId !== 'sign-in') taken.add(priority ?? 'background');
      },
      learn: () => undefined,
    });
    assert.equal((await bench.sync(false, ['company'])).state, 'succeeded');
    assert.deepEqual([...taken], ['background']);
    taken = new Set();
    await bench.push('call-1', { call: aCall(), contact: { phone_e164: '+390123456789' } });
    await bench.settled('call-1');
    assert.ok(taken.has('interactive'), [...taken].join());
  } finally {
    await bench.service.close();
  }
});
