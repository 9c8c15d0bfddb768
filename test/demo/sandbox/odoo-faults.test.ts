import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Json, OdooBench } from './odoo-client.js';

let bench: OdooBench;
before(async () => {
  bench = await OdooBench.start();
});
after(() => bench.close());
afterEach(async () => {
  await bench.control('POST', 'faults', { kind: 'clear' });
  await bench.control('POST', 'settings', { limits: false, call_ms: 0 });
});

const fault = (body: unknown): Promise<Json> => bench.control('POST', 'faults', body);
const count = { domain: [['id', '=', 1]] };

async function isRefused(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  );
}

test('a fault of the proxy is a page with its status, whatever was asked', async () => {
  for (const status of [500, 502, 503]) {
    await fault({ kind: 'server_error', status });
    const answer = await bench.json2('res.partner/search_count', count);
    assert.equal(answer.status, status);
    assert.match(answer.body, /nginx/);
  }
  await fault({ kind: 'rate_limit', retry_after_s: 3, match: { path_includes: '/json/2/' } });
  const limited = await bench.json2('res.partner/search_count', count);
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '3']);
  assert.equal((await bench.json2('res.partner/search_count', count)).status, 200);
});

test('a fault can be meant for one call of one model, over any transport', async () => {
  await fault({ kind: 'internal_error', match: { model: 'res.partner', call: 'search_count' }, times: 2 });
  assert.equal((await bench.json2('crm.lead/search_count', { domain: [] })).status, 200);
  const data = await bench.fails('v18', 'res.partner', 'search_count', [[]]);
  assert.equal(data.name, 'builtins.RuntimeError');
  assert.match(data.debug, /Traceback/);
  assert.equal((await bench.json2('res.partner/search_count', count)).status, 500);
  assert.equal((await bench.json2('res.partner/search_count', count)).status, 200);
});

test('a lock is 409, a conflict that outlives its repeats is an error of the database', async () => {
  await fault({ kind: 'locked', match: { call: 'write' } });
  const locked = await bench.json2('res.partner/write', { ids: [8], vals: { ref: 'x' } });
  assert.deepEqual([locked.status, locked.body.name], [409, 'odoo.exceptions.LockError']);
  await fault({ kind: 'serialization_failure' });
  const data = await bench.fails('v18', 'res.partner', 'write', [[8], { ref: 'x' }]);
  assert.match(data.name, /^psycopg2\./);
  assert.match(data.message, /could not serialize/);
  await fault({ kind: 'serialization_failure', match: { call: 'load' } });
  const { ids, messages } = await bench.do('v18', 'res.partner', 'load', [
    ['id', 'name'],
    [['__t__.s', 'x']],
  ]);
  assert.equal(ids, false);
  assert.match(messages[0].message, /could not serialize/);
});

test('a timeout after the write leaves the record, one before it does not', async () => {
  const create = (email: string) => bench.json2('res.partner/create', { vals_list: [{ name: 'T', email }] });
  await fault({ kind: 'timeout_after_write', match: { call: 'create' }, delay_ms: 20 });
  assert.ok(await isRefused(create('after@x.example')));
  await fault({ kind: 'timeout_before_write', match: { call: 'create' }, delay_ms: 20 });
  assert.ok(await isRefused(create('before@x.example')));
  assert.ok(await bench.partnerId('v19', 'after@x.example'));
  assert.equal(await bench.partnerId('v19', 'before@x.example'), undefined);
  const { requests } = await bench.control('GET', 'requests?call=create');
  assert.deepEqual(
    requests.map((each: Json) => each.status),
    [0, 0],
  );
});

test('a reset drops the connection, and a slow call is answered in the end', async () => {
  await fault({ kind: 'reset' });
  assert.ok(await isRefused(bench.json2('res.partner/search_count', count)));
  await fault({ kind: 'slow', delay_ms: 30 });
  assert.equal((await bench.json2('res.partner/search_count', count)).status, 200);
  assert.deepEqual((await bench.control('GET', 'faults')).faults, []);
});

test('Odoo Online’s unwritten limit can be switched on: a call a second, none beside it', async () => {
  await bench.control('POST', 'settings', { limits: { max: 2, window_ms: 60_000 } });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await bench.json2('res.partner/search_count', count)).status);
  assert.deepEqual(statuses, [200, 200, 429]);
  // Longer than the second call may be on its way.
  await bench.control('POST', 'settings', { limits: false, parallel: 1, call_ms: 2_000 });
  const both = await Promise.all([1, 2].map(() => bench.json2('res.partner/search_count', count)));
  assert.deepEqual(both.map((each) => each.status).sort(), [200, 429]);
  await bench.control('POST', 'settings', { limits: true });
  assert.deepEqual((await bench.control('GET', 'settings')).limits, { max: 1, window_ms: 1_000 });
});

test('two writers of one record do not lose each other’s change: the later one is repeated by the server', async () => {
  await bench.control('POST', 'settings', { call_ms: 15 });
  const [id] = (await bench.json2('res.partner/create', { vals_list: [{ name: 'Contesa' }] })).body;
  const answers = await Promise.all([
    bench.json2('res.partner/write', { ids: [id], vals: { ref: 'A' } }),
    bench.json2('res.partner/write', { ids: [id], vals: { city: 'B' } }),
  ]);
  assert.deepEqual(
    answers.map((each) => each.body),
    [true, true],
  );
  const [row] = (await bench.json2('res.partner/read', { ids: [id], fields: ['ref', 'city'] })).body;
  assert.deepEqual([row.ref, row.city], ['A', 'B']);
});

test('an unknown fault and a bad setting are refused', async () => {
  const post = (path: string, body: unknown) =>
    fetch(`${bench.running.url}/_sandbox/odoo/${path}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal((await post('faults', { kind: 'nope' })).status, 400);
  assert.equal((await post('settings', { nope: 1 })).status, 400);
  assert.equal((await post('settings', { load_ms: 'x' })).status, 400);
  assert.equal((await post('records', { model: 'nope', records: [] })).status, 404);
});
