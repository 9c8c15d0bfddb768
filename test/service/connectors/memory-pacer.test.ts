import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import { createMemoryPacer, createMemoryPacers } from '../../../service/connectors/memory-pacer.js';
import { measureTurns, mostWithin } from '../../support/turns.js';

const answer = (retryAfterMs: number | null, headers = {}) => ({ status: 200, headers, retryAfterMs });

describe('the pacer in memory', () => {
  it('never lets more out in any window than the limit, in the order asked', async () => {
    const { turns, windowOf } = measureTurns();
    const at = await turns(createMemoryPacer({ requests: 20, perMs: 200 }), 50);
    const most = mostWithin(at, windowOf(200));
    assert.ok(most <= 20, `${most} in one window`);
    assert.deepEqual(
      at,
      [...at].sort((a, b) => a - b),
    );
    assert.ok((at.at(-1) ?? 0) >= 400);
  });

  it('keeps a bucket with a limit of its own apart from the rest', async () => {
    const pacer = createMemoryPacer({
      requests: 1_000,
      perMs: 100,
      buckets: { search: { requests: 2, perMs: 200 } },
    });
    const { turns } = measureTurns();
    const [searches, others] = await Promise.all([turns(pacer, 3, 'search'), turns(pacer, 100)]);
    assert.ok((searches.at(-1) ?? 0) >= 390);
    assert.ok((others.at(-1) ?? 0) < (searches[1] ?? 0), 'nobody waits for the searches');
  });

  it('holds everybody back for as long as the CRM asked', async () => {
    const pacer = createMemoryPacer({ requests: 10, perMs: 50 });
    const waiting = measureTurns().turns(pacer, 15);
    pacer.learn('default', answer(150));
    const at = await waiting;
    // The first burst had left already.
    assert.ok(
      at.slice(2).every((each) => each >= 145),
      String(at),
    );
  });

  it('tells a long pause instead of waiting it out', async () => {
    const pacer = createMemoryPacer({ requests: 10, perMs: 50 });
    pacer.learn('default', answer(3_600_000));
    await assert.rejects(
      pacer.take('default'),
      (error) =>
        error instanceof CrmError && error.kind === 'rate_limit' && (error.retryAfterMs ?? 0) > 3_590_000,
    );
  });

  it('takes over the limit that the answers tell', async () => {
    const pacer = createMemoryPacer({
      requests: 1,
      perMs: 60_000,
      readLimit: (headers) => ({ requests: Number(headers['max']), perMs: 100, remaining: 50 }),
    });
    await pacer.take('default');
    pacer.learn('default', answer(null, { max: '1000' }));
    // At the old limit it would take ten minutes.
    assert.ok((await measureTurns().turns(pacer, 10)).every((each) => each < 30_000));
  });

  it('lets nobody jump the line because an answer repeats the limit', async () => {
    const limit = { requests: 20, perMs: 200, remaining: 10 };
    const pacer = createMemoryPacer({ ...limit, readLimit: () => limit });
    const { turns } = measureTurns();
    const line = turns(pacer, 40);
    pacer.learn('default', answer(null));
    const [late] = await turns(pacer, 1);
    await line;
    assert.ok((late ?? 0) >= 400, String(late));
  });

  it('ends a wait with the reason of the signal', async () => {
    const pacer = createMemoryPacer({ requests: 1, perMs: 5_000 });
    await pacer.take('default');
    const reason = new Error('stopped');
    const controller = new AbortController();
    const waiting = pacer.take('default', controller.signal);
    controller.abort(reason);
    await assert.rejects(waiting, (error) => error === reason);
  });

  it('shares the buckets of one account and not of two', async () => {
    const pacers = createMemoryPacers();
    const pace = { requests: 1, perMs: 100 };
    assert.equal(pacers.for('hubspot:1', pace), pacers.for('hubspot:1', pace));
    assert.notEqual(pacers.for('hubspot:1', pace), pacers.for('hubspot:2', pace));
  });
});
