import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Json, until, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
before(async () => {
  bench = await ZohoBench.connected();
});
afterEach(async () => {
  await bench.control('POST', 'faults', { kind: 'clear' });
  await bench.control('POST', 'settings', { limits: false, latency_ms: 0 });
});
after(() => bench.close());

const LIST = 'Contacts?fields=Email&per_page=1';

async function total(object = 'Contacts'): Promise<number> {
  return (await bench.control('GET', `records?object=${object}&limit=1`)).total;
}

/** Starts calls that stay under way until `abort`, and waits until the sandbox has them. */
async function underWay(
  count: number,
  start: (signal: AbortSignal) => Promise<unknown>,
): Promise<AbortController> {
  await bench.control('POST', 'reset');
  await bench.control('POST', 'settings', { limits: false, latency_ms: 60_000 });
  const abort = new AbortController();
  for (let i = 0; i < count; i++) start(abort.signal).catch(() => {});
  await until(async () => (await bench.control('GET', 'requests')).peak === count, 'the calls are under way');
  await bench.control('POST', 'settings', { latency_ms: 0 });
  return abort;
}

function call(path: string, init: RequestInit): Promise<Response> {
  const headers = { authorization: `Zoho-oauthtoken ${bench.token}` };
  return fetch(`${bench.apiDomain}/crm/v8/${path}`, { ...init, headers });
}

test('too many calls at once are 429 without a word on when to come back', async () => {
  await bench.connect({ org_id: await bench.orgIn('in') });
  const abort = await underWay(3, (signal) => call(LIST, { signal }));
  await bench.control('POST', 'settings', { limits: { concurrency: 3 } });
  const { status, body, headers } = await bench.api('GET', LIST);
  await bench.control('POST', 'settings', { limits: { concurrency: 4 } });
  assert.equal((await bench.api('GET', LIST)).status, 200);
  abort.abort();
  await bench.connect();
  assert.deepEqual([status, body.code, headers.get('retry-after')], [429, 'TOO_MANY_REQUESTS', null]);
});

test('heavier calls have a lower ceiling of their own', async () => {
  await bench.connect({ org_id: await bench.orgIn('jp') });
  const query = 'select id from Contacts where id is not null';
  const body = JSON.stringify({ select_query: query });
  const abort = await underWay(1, (signal) => call('coql', { method: 'POST', body, signal }));
  await bench.control('POST', 'settings', { limits: { concurrency: 20, sub_concurrency: 1 } });
  const statuses = [(await bench.coql(query)).status, (await bench.api('GET', LIST)).status];
  abort.abort();
  await bench.connect();
  assert.deepEqual(statuses, [429, 200]);
});

test('credits are told from half of the day’s on, and end in 429', async () => {
  await bench.control('POST', 'settings', { limits: { credits: 10 } });
  const first = await bench.api('GET', LIST);
  assert.equal(first.headers.get('x-api-credits-remaining'), null);
  await bench.control('POST', 'faults', { kind: 'spend_credits', credits: 5 });
  const second = await bench.api('GET', LIST);
  assert.equal(second.headers.get('x-api-credits-remaining'), '3');
  const rows = Array.from({ length: 31 }, (_, i) => ({ Last_Name: `R${i}` }));
  assert.equal((await bench.api('POST', 'Contacts', { data: rows })).status, 429);
  assert.equal((await bench.api('POST', 'Contacts', { data: rows.slice(0, 30) })).status, 201);
  assert.equal((await bench.api('GET', LIST)).body.code, 'TOO_MANY_REQUESTS');
});

test('rate limits and server errors hit as many matching calls as they say', async () => {
  const match = { path_includes: '/Contacts' };
  await bench.control('POST', 'faults', { kind: 'rate_limit', match, times: 2 });
  await bench.control('POST', 'faults', { kind: 'server_error', status: 503, retry_after_s: 2, match });
  assert.equal((await bench.api('GET', 'org')).status, 200);
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await bench.api('GET', LIST));
  assert.deepEqual(
    answers.map((each) => each.status),
    [429, 429, 503, 200],
  );
  assert.equal(answers[2]?.headers.get('retry-after'), '2');
});

test('an answer that never comes leaves a write undone or done', async () => {
  const before = await total();
  for (const [kind, added] of [
    ['timeout_before_write', 0],
    ['timeout_after_write', 1],
    ['reset', 1],
  ] as const) {
    await bench.control('POST', 'faults', { kind, delay_ms: 1, match: { method: 'POST' } });
    await assert.rejects(bench.api('POST', 'Contacts', { data: [{ Last_Name: kind }] }));
    assert.equal(await total(), before + added, kind);
  }
  const { requests } = await bench.control('GET', 'requests');
  assert.equal(requests.at(-1).status, 0);
});

test('a slow answer comes', async () => {
  await bench.control('POST', 'faults', { kind: 'slow', delay_ms: 20 });
  assert.equal((await bench.api('GET', LIST)).status, 200);
});

test('a row fault refuses one row and leaves the others alone', async () => {
  await bench.control('POST', 'faults', { kind: 'row_error', code: 'RECORD_LOCKED', row: 1 });
  const data = ['A', 'B', 'C'].map((Last_Name) => ({ Last_Name }));
  const { status, body } = await bench.api('POST', 'Contacts', { data });
  assert.equal(status, 207);
  assert.deepEqual(
    body.data.map((each: Json) => each.code),
    ['SUCCESS', 'RECORD_LOCKED', 'SUCCESS'],
  );
  assert.equal((await bench.api('POST', 'Contacts', { data })).status, 201);
});

test('token errors of the control door come with HTTP 200, and an outage is a 503', async () => {
  const { refresh_token } = await bench.connect();
  await bench.control('POST', 'faults', { kind: 'token_error', code: 'invalid_client' });
  assert.deepEqual((await bench.refresh(refresh_token)).body, { error: 'invalid_client' });
  await bench.control('POST', 'faults', { kind: 'token_down' });
  assert.equal((await bench.refresh(refresh_token)).status, 503);
  assert.equal((await bench.refresh(refresh_token)).status, 503);
  await bench.control('POST', 'faults', { kind: 'clear' });
  assert.ok((await bench.refresh(refresh_token)).body.access_token);
});

test('a scope can be taken away while tokens live on', async () => {
  await bench.control('POST', 'faults', { kind: 'deny_scope', scope: 'ZohoCRM.modules.deals.ALL' });
  assert.equal((await bench.api('GET', 'Deals?fields=Stage')).body.code, 'OAUTH_SCOPE_MISMATCH');
  assert.equal((await bench.api('GET', LIST)).status, 200);
});

test('access tokens expire and grants end at once, for one account or all', async () => {
  const { refresh_token } = await bench.connect();
  await bench.control('POST', 'faults', { kind: 'expire_access_tokens' });
  assert.equal((await bench.api('GET', LIST)).body.code, 'INVALID_TOKEN');
  await bench.control('POST', 'faults', { kind: 'revoke_grant', org: await bench.orgIn('us') });
  assert.ok((await bench.refresh(refresh_token)).body.access_token);
  await bench.control('POST', 'faults', { kind: 'revoke_grant' });
  assert.equal((await bench.refresh(refresh_token)).body.error, 'invalid_code');
  await bench.connect();
});

test('what was asked is kept without secrets', async () => {
  const tokens = await bench.connect();
  await bench.refresh(tokens.refresh_token);
  await bench.row('POST', 'Contacts', { Last_Name: 'Log' });
  const text = JSON.stringify(await bench.control('GET', 'requests'));
  for (const secret of [tokens.refresh_token, tokens.access_token, 'sandbox-zoho-secret'])
    assert.ok(!text.includes(secret));
  await until(async () => {
    const { requests } = await bench.control('GET', 'requests?method=post&path_includes=/Contacts');
    return requests.at(-1).body.data[0].Last_Name === 'Log';
  }, 'the request is listed');
  const { counts } = JSON.parse(text);
  assert.ok(counts['POST /api/eu/crm/v8/Contacts'] >= 1);
});
