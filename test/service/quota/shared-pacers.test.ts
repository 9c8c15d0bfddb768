import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { type Connector, CrmError } from '../../../service/connectors/connector.js';
import type { Pacer } from '../../../service/connectors/http-door.js';
import { createLog } from '../../../service/log.js';
import { createSharedPacers, type SharedPacers } from '../../../service/quota/shared-pacers.js';
import { openStore, type Store } from '../../../service/store/store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { waitUntil } from '../../support/service.js';
import { measureTurns, mostWithin } from '../../support/turns.js';

const log = createLog({ level: 'silent' });
const answer = (retryAfterMs: number | null, headers: Record<string, string> = {}) => ({
  status: retryAfterMs === null ? 200 : 429,
  headers,
  retryAfterMs,
});
const isRateLimit = (least: number, most: number) => (error: unknown) =>
  error instanceof CrmError &&
  error.kind === 'rate_limit' &&
  (error.retryAfterMs ?? 0) > least &&
  (error.retryAfterMs ?? 0) <= most;

interface Row {
  tokens: number;
  capacity: number;
  limit_requests: number;
  day_used: number;
}

describe('the budget of an account, shared', () => {
  let database: TestDatabase;
  let store: Store;
  /** Two processes' worth: what they share is only the database. */
  let here: SharedPacers;
  let there: SharedPacers;
  let accounts = 0;
  let account = '';

  before(async () => {
    database = await createTestDatabase();
    store = openStore(database.url);
  });
  after(async () => {
    await store.close();
    await database.close();
  });
  beforeEach(() => {
    account = `a${++accounts}`;
    here = createSharedPacers(store, log);
    there = createSharedPacers(store, log);
  });
  afterEach(() => Promise.all([here.stop(), there.stop()]));

  const pacerOf = (
    pacers: SharedPacers,
    pace: Connector['pace'],
    priority: 'interactive' | 'background' = 'background',
  ): Pacer => pacers.for({ id: 'hubspot', pace }, account, priority);
  const row = async (bucket = 'default'): Promise<Row> => {
    const rows = await store.sequelize.query<Row>(
      'SELECT * FROM crm_quotas WHERE account_id = $1 AND bucket = $2',
      { bind: [account, bucket], type: QueryTypes.SELECT },
    );
    assert.ok(rows[0], 'the budget has a row');
    return rows[0];
  };
  const turns = (pacer: Pacer, count: number) => measureTurns().turns(pacer, count);
  /** A bucket that holds so many tokens and gets no more for a long time. */
  const leave = (tokens: number) =>
    store.sequelize.query(
      `UPDATE crm_quotas SET tokens = $2, refill_per_s = 0.0001, refilled_at = now() WHERE account_id = $1`,
      { bind: [account, tokens] },
    );

  it('lets two holders together out no faster than the limit, each in the order asked', async () => {
    const pace = { requests: 40, perMs: 400 };
    const { turns, windowOf } = measureTurns();
    const [a, b] = await Promise.all([turns(pacerOf(here, pace), 50), turns(pacerOf(there, pace), 50)]);
    const most = mostWithin([...a, ...b], windowOf(400));
    assert.ok(most <= 40, `${most} in one window`);
    for (const at of [a, b])
      assert.deepEqual(
        at,
        [...at].sort((x, y) => x - y),
      );
  });

  it('keeps a bucket with a limit of its own apart from the rest', async () => {
    const pace = { requests: 1_000, perMs: 1_000, buckets: { search: { requests: 2, perMs: 1_000 } } };
    const { turns } = measureTurns();
    const [searches, others] = await Promise.all([
      turns(pacerOf(here, pace), 3, 'search'),
      turns(pacerOf(here, pace), 100),
    ]);
    assert.ok((searches.at(-1) ?? 0) >= 1_000, String(searches));
    assert.ok((others.at(-1) ?? 0) < (searches.at(-1) ?? 0), 'nobody waits for the searches');
  });

  it('holds back the other process too for as long as the CRM asked one', async () => {
    const pace = { requests: 100, perMs: 200 };
    await Promise.all([pacerOf(here, pace).take('default'), pacerOf(there, pace).take('default')]);
    const toldAt = performance.now();
    pacerOf(here, pace).learn('default', answer(700));
    await waitUntil('the pause is written', async () => (await row()).tokens <= 0);
    const taken: { askedAt: number; leftAt: number }[] = [];
    do {
      const askedAt = performance.now() - toldAt;
      await pacerOf(there, pace).take('default');
      taken.push({ askedAt, leftAt: performance.now() - toldAt });
    } while ((taken.at(-1)?.leftAt ?? 0) < 695);
    // Until the block in its hands is over, 20 ms at this pace, the other cannot know.
    const early = taken.filter(({ askedAt, leftAt }) => askedAt > 25 && leftAt < 695);
    assert.deepEqual(early, []);
  });

  it('tells a long pause at once, in every process', async () => {
    const pace = { requests: 10, perMs: 50 };
    await pacerOf(here, pace).take('default');
    pacerOf(here, pace).learn('default', answer(3_600_000));
    await assert.rejects(pacerOf(here, pace).take('default'), isRateLimit(3_590_000, 3_600_000));
    await waitUntil('the pause is written', async () => (await row()).tokens <= 0);
    await assert.rejects(pacerOf(there, pace).take('default'), isRateLimit(3_590_000, 3_600_000 * 1.2));
  });

  it('tells who would wait longer than ten seconds for the refill', async () => {
    const pacer = pacerOf(here, { requests: 1, perMs: 60_000 });
    await pacer.take('default');
    await assert.rejects(pacer.take('default'), isRateLimit(10_000, 80_000));
  });

  it('serves interactive requests from the reserve while background ones wait', async () => {
    const pace = { requests: 200, perMs: 60_000 };
    await pacerOf(here, pace).take('default');
    await here.stop();
    await leave(3);
    const controller = new AbortController();
    const waiting = pacerOf(there, pace).take('default', controller.signal);
    await turns(pacerOf(there, pace, 'interactive'), 3);
    assert.ok((await row()).tokens < 0.1);
    controller.abort(new Error('still waiting'));
    await assert.rejects(waiting, /still waiting/);
  });

  it('never lets background requests into the reserve', async () => {
    const pace = { requests: 200, perMs: 60_000 };
    const pacer = pacerOf(here, pace);
    const results = await Promise.allSettled(Array.from({ length: 30 }, () => pacer.take('default')));
    const served = results.filter((result) => result.status === 'fulfilled').length;
    const { capacity, tokens } = await row();
    assert.equal(capacity, 30);
    assert.ok(served >= 27, `${served} served`);
    assert.ok(tokens >= 3, `${tokens} left`);
  });

  it('counts a day, keeps a tenth of it for interactive requests and tells when the next begins', async () => {
    const pace = { requests: 1_000, perMs: 100, perDay: 20 };
    await turns(pacerOf(here, pace), 18);
    const nextDayMs = 86_400_000 - (Date.now() % 86_400_000);
    await assert.rejects(
      pacerOf(here, pace).take('default'),
      isRateLimit(0, Math.max(nextDayMs + 5_000, 10_001)),
    );
    await turns(pacerOf(there, pace, 'interactive'), 2);
    await assert.rejects(
      pacerOf(there, pace, 'interactive').take('default'),
      isRateLimit(Math.min(nextDayMs, 10_000) - 1, Math.max(nextDayMs + 5_000, 10_001)),
    );
    assert.equal((await row()).day_used, 20);
    await store.sequelize.query('UPDATE crm_quotas SET day = day - 1 WHERE account_id = $1', {
      bind: [account],
    });
    await pacerOf(here, pace).take('default');
  });

  it('takes over the limit that the answers tell, for every process', async () => {
    const readLimit = (headers: Record<string, string>) =>
      headers['max'] ? { requests: Number(headers['max']), perMs: 100, remaining: 50 } : null;
    const pace = { requests: 1, perMs: 60_000, readLimit };
    await pacerOf(here, pace).take('default');
    pacerOf(here, pace).learn('default', answer(null, { max: '1000' }));
    await waitUntil('the limit is written', async () => (await row()).limit_requests === 1_000);
    const at = await turns(pacerOf(there, pace), 50);
    // At the old limit it would take most of an hour.
    assert.ok((at.at(-1) ?? 0) < 30_000, String(at.at(-1)));
  });

  it('starts a smaller limit in debt for what went out under the larger one', async () => {
    const readLimit = () => ({ requests: 20, perMs: 10_000, remaining: 4 });
    const pace = { requests: 110, perMs: 10_000, readLimit };
    await pacerOf(here, pace).take('default');
    await leave(15);
    await turns(pacerOf(here, pace), 12);
    pacerOf(here, pace).learn('default', answer(null));
    await waitUntil('the limit is written', async () => (await row()).limit_requests === 20);
    assert.ok((await row()).tokens < -8, String((await row()).tokens));
  });

  it('gives back what it does not spend, after a short while and when it stops', async () => {
    const pace = { requests: 200, perMs: 60_000, perDay: 1_000 };
    const pacer = pacerOf(here, pace);
    let taken = 0;
    await waitUntil('a block larger than needed is in hand', async () => {
      await pacer.take('default');
      taken += 1;
      return (await row()).day_used > taken;
    });
    await waitUntil('the rest is back', async () => (await row()).day_used === taken);
    for (let i = 0; i < 4; i++) await pacer.take('default');
    await here.stop();
    assert.equal((await row()).day_used, taken + 4);
  });

  it('ends a wait with the reason of the signal, and the others keep their turns', async () => {
    const pacer = pacerOf(here, { requests: 2, perMs: 600 });
    await pacer.take('default');
    const controller = new AbortController();
    const reason = new Error('stopped');
    const first = pacer.take('default', controller.signal);
    const second = pacer.take('default');
    controller.abort(reason);
    await assert.rejects(first, (error) => error === reason);
    await second;
    await assert.rejects(pacer.take('default', controller.signal), (error) => error === reason);
  });

  it('goes by the clock of the database, whatever this machine believes', async () => {
    const pace = { requests: 10, perMs: 2_000 };
    const realNow = Date.now;
    Date.now = () => realNow() + 3_600_000;
    try {
      const at = await turns(pacerOf(here, pace), 5);
      assert.ok((at.at(-1) ?? 0) >= 300, String(at));
    } finally {
      Date.now = realNow;
    }
    const [skew] = await store.sequelize.query<{ ms: number }>(
      `SELECT abs(extract(epoch FROM refilled_at - now()) * 1000)::float8 AS ms FROM crm_quotas WHERE account_id = $1`,
      { bind: [account], type: QueryTypes.SELECT },
    );
    assert.ok((skew?.ms ?? Number.POSITIVE_INFINITY) < 60_000);
  });

  it("lets the database's own error through", async () => {
    const away = openStore('postgres://nobody@127.0.0.1:9/none');
    // The models belong to the store that opened last; this test needs none.
    try {
      const pacer = createSharedPacers(away, log).for(
        { id: 'hubspot', pace: { requests: 1, perMs: 1 } },
        account,
      );
      await assert.rejects(pacer.take('default'), (error) => !(error instanceof CrmError));
    } finally {
      await away.close();
    }
  });
});
