import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { waitUntil } from '../../support/service/wait-until.js';
import { HubspotBench, type Json } from './hubspot-client.js';

let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.connected();
});
after(() => bench.close());
afterEach(() => bench.control('POST', 'faults', { kind: 'clear' }));

const one = 'contacts?limit=1';
const fault = (body: unknown): Promise<Json> => bench.control('POST', 'faults', body);

async function fails(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => false,
    () => true,
  );
}

test('110 requests fit in ten seconds, with the headers counting down, and then comes the vendor’s 429', async () => {
  await bench.control('POST', 'settings', { limits: true });
  const first = await bench.objects('GET', one);
  assert.equal(first.headers.get('x-hubspot-ratelimit-max'), '110');
  assert.equal(first.headers.get('x-hubspot-ratelimit-remaining'), '109');
  assert.equal(first.headers.get('x-hubspot-ratelimit-interval-milliseconds'), '10000');
  // However long they take here. The count begins anew.
  await bench.control('POST', 'settings', { limits: { account: { max: 110, window_ms: 60_000 } } });
  const rest = await Promise.all(Array.from({ length: 110 }, () => bench.objects('GET', one)));
  assert.ok(rest.every((each) => each.status === 200));
  const { status, body, headers } = await bench.objects('GET', one);
  assert.equal(status, 429);
  assert.equal(body.message, 'You have reached your ten_secondly_rolling limit.');
  assert.deepEqual(
    [body.errorType, body.policyName, body.status],
    ['RATE_LIMIT', 'TEN_SECONDLY_ROLLING', 'error'],
  );
  assert.equal(headers.get('retry-after'), null);
  assert.equal((await bench.objects('POST', 'contacts/search', {})).status, 200, 'search has its own bucket');
  const other = (await bench.exchange(await bench.code({ portal_id: '146700002' }))).body.access_token;
  assert.equal((await bench.api('GET', '/account-info/2026-09/details', undefined, other)).status, 200);
  await bench.control('POST', 'settings', { limits: false });
});

test('search allows five a second, without rate headers', async () => {
  await bench.control('POST', 'settings', { limits: { search: { max: 5, window_ms: 60_000 } } });
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await bench.objects('POST', 'contacts/search', {}));
  await bench.control('POST', 'settings', { limits: false });
  assert.deepEqual(
    answers.map((each) => each.status),
    [200, 200, 200, 200, 200, 429],
  );
  assert.equal(answers[0]?.headers.get('x-hubspot-ratelimit-max'), null);
  assert.equal(answers[5]?.body.message, 'You have reached your secondly limit.');
});

test('a window opens again when its time is over', async () => {
  await bench.control('POST', 'settings', { limits: { account: { max: 1, window_ms: 60 } } });
  assert.equal((await bench.objects('GET', one)).status, 200);
  const status = await waitUntil('it opens', async () => {
    const answer = await bench.objects('GET', one);
    return answer.status !== 429 && answer.status;
  });
  await bench.control('POST', 'settings', { limits: false });
  assert.equal(status, 200);
});

test('a fault hits matching requests as often as asked and is then used up', async () => {
  await fault({ kind: 'rate_limit', match: { path_includes: '/contacts' }, times: 2, retry_after_s: 3 });
  assert.equal((await bench.objects('GET', 'companies')).status, 200);
  const hit = await bench.objects('GET', one);
  assert.deepEqual([hit.status, hit.headers.get('retry-after')], [429, '3']);
  assert.equal((await bench.control('GET', 'faults')).faults[0].times, 1);
  assert.equal((await bench.objects('GET', one)).status, 429);
  assert.equal((await bench.objects('GET', one)).status, 200);
});

test('a server error has the asked status', async () => {
  for (const status of [500, 502, 503, 423]) {
    await fault({ kind: 'server_error', status });
    assert.equal((await bench.objects('GET', one)).status, status);
  }
});

test('a timeout after the write leaves the record, one before it does not', async () => {
  const create = (email: string) => bench.objects('POST', 'contacts', { properties: { email } });
  await fault({ kind: 'timeout_after_write', match: { method: 'POST' }, delay_ms: 20 });
  assert.ok(await fails(create('after@x.example')));
  await fault({ kind: 'timeout_before_write', match: { method: 'POST' }, delay_ms: 20 });
  assert.ok(await fails(create('before@x.example')));
  assert.match(await bench.contactId('after@x.example'), /^\d+$/);
  assert.equal(await bench.contactId('before@x.example'), undefined);
  const { requests } = await bench.control('GET', 'requests?method=POST&path_includes=/contacts');
  assert.deepEqual(
    requests.slice(-2).map((each: Json) => each.status),
    [0, 0],
  );
});

test('a reset drops the connection and a slow answer takes its time', async () => {
  await fault({ kind: 'reset' });
  assert.ok(await fails(bench.objects('GET', one)));
  await fault({ kind: 'slow', delay_ms: 80 });
  const started = performance.now();
  assert.equal((await bench.objects('GET', one)).status, 200);
  assert.ok(performance.now() - started >= 75);
});

test('a slow answer is held up no longer than its fault is switched on', async () => {
  await fault({ kind: 'slow', delay_ms: 3_600_000 });
  const answer = bench.objects('GET', one);
  const waiting = async () => (await bench.control('GET', 'faults')).faults.length;
  await waitUntil('it is asked', async () => (await waiting()) === 0);
  await fault({ kind: 'clear' });
  assert.equal((await answer).status, 200);
});

test('a denied scope refuses the calls that need it until cleared', async () => {
  await fault({ kind: 'deny_scope', scope: 'crm.objects.deals.read' });
  for (let i = 0; i < 2; i++) {
    const { status, body } = await bench.objects('GET', 'deals');
    assert.deepEqual([status, body.category], [403, 'MISSING_SCOPES']);
  }
  assert.equal((await bench.objects('GET', one)).status, 200);
  await fault({ kind: 'clear' });
  assert.equal((await bench.objects('GET', 'deals')).status, 200);
});

test('the token endpoint can be down while the API is up', async () => {
  const tokens = await bench.connect();
  await fault({ kind: 'token_down' });
  const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  assert.equal((await bench.oauth('token', refresh)).status, 503);
  assert.equal((await bench.objects('GET', one)).status, 200);
  await fault({ kind: 'clear' });
  assert.equal((await bench.oauth('token', refresh)).status, 200);
});

test('access tokens can be expired while the grant lives, and the grant can be revoked', async () => {
  const tokens = await bench.connect();
  const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
  await fault({ kind: 'expire_access_tokens' });
  const expired = await bench.objects('GET', one);
  assert.deepEqual([expired.status, expired.body.category], [401, 'EXPIRED_AUTHENTICATION']);
  bench.token = (await bench.oauth('token', refresh)).body.access_token;
  assert.equal((await bench.objects('GET', one)).status, 200);
  await fault({ kind: 'revoke_grant', portal: tokens.hub_id });
  assert.equal((await bench.objects('GET', one)).status, 401);
  assert.equal((await bench.oauth('token', refresh)).body.error, 'invalid_grant');
  await bench.connect();
});
