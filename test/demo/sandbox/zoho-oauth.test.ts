import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CLIENT, type Json, REDIRECT, SCOPES, ZohoBench } from './zoho-client.js';

let bench: ZohoBench;
before(async () => {
  bench = await ZohoBench.start();
});
beforeEach(() => bench.control('POST', 'settings', { limits: false }));
after(() => bench.close());

function authorizeUrl(fields: Record<string, string> = {}, dc = 'us'): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    scope: SCOPES,
    state: 'st',
    access_type: 'offline',
    ...fields,
  });
  return `${bench.url}/accounts/${dc}/oauth/v2/auth?${query}`;
}

test('the consent page names the app, accounts of every region but China, and what is asked', async () => {
  const page = await (await fetch(authorizeUrl())).text();
  for (const text of [
    'CRM Connect',
    'Nordest Energia',
    'Nordest India',
    'zoho.eu',
    'See, create and edit deals',
  ])
    assert.ok(page.includes(text), text);
  assert.ok(!page.includes('Nordest China'));
  assert.match(page, /id="allow"/);
  assert.match(page, /id="deny"/);
});

test('people of China start at their own accounts server', async () => {
  const page = await (await fetch(authorizeUrl({}, 'cn'))).text();
  assert.ok(page.includes('Nordest China') && !page.includes('Nordest Energia'));
  const callback = await bench.callback({}, 'cn');
  assert.equal(callback.location, 'cn');
});

test('the consent page speaks Italian to those who ask for it', async () => {
  const page = await fetch(authorizeUrl(), { headers: { 'accept-language': 'it-IT,en;q=0.5' } });
  assert.match(await page.text(), /Scegli l’account/);
});

test('an address without a data centre is the accounts server of the United States', async () => {
  const page = await fetch(authorizeUrl().replace('/accounts/us/', '/'));
  assert.match(await page.text(), /action="\/zoho\/accounts\/us\/oauth\/v2\/auth"/);
});

test('a wrong client, redirect, scope or response type shows an error page and never redirects', async () => {
  const wrong = [
    { client_id: 'somebody-else' },
    { redirect_uri: 'https://evil.example/cb' },
    { scope: 'ZohoCRM.modules.contacts.ALL,ZohoCRM.wings.READ' },
    { scope: SCOPES.replaceAll(',', ' ') },
    { response_type: 'token' },
  ];
  for (const fields of wrong) {
    const shown = await fetch(authorizeUrl(fields), { redirect: 'manual' });
    assert.equal(shown.status, 400, JSON.stringify(fields));
    assert.equal((await bench.consent(fields)).status, 400);
  }
});

test('a request that carries markup is shown as text', async () => {
  const page = await (await fetch(authorizeUrl({ state: '"><script>alert(1)</script>' }))).text();
  assert.doesNotMatch(page, /<script>/);
});

test('denying goes back with access_denied and the state', async () => {
  const answer = await bench.consent({ decision: 'deny' });
  const back = new URL(answer.headers.get('location') ?? '').searchParams;
  assert.deepEqual([back.get('error'), back.get('state'), back.get('code')], ['access_denied', 'st', null]);
});

test('the callback says where the account is at home, and the code is good only there', async () => {
  const callback = await bench.callback({ org_id: await bench.orgIn('in') });
  assert.equal(callback.location, 'in');
  assert.equal(callback.accountsServer, `${bench.url}/accounts/in`);
  const elsewhere = await bench.exchange({ ...callback, accountsServer: `${bench.url}/accounts/us` });
  assert.deepEqual([elsewhere.status, elsewhere.body], [200, { error: 'invalid_code' }]);
  const { status, body } = await bench.exchange(callback);
  assert.equal(status, 200);
  assert.equal(body.api_domain, `${bench.url}/api/in`);
  assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 3600]);
  assert.equal(body.scope, SCOPES.replaceAll(',', ' '));
  assert.ok(body.refresh_token && body.access_token.startsWith('1000.'));
});

test('a token works only at the API of its own data centre, and only as Zoho-oauthtoken', async () => {
  await bench.connect();
  assert.equal((await bench.api('GET', 'org')).status, 200);
  const call = (url: string, authorization: string) => fetch(url, { headers: { authorization } });
  const wrongCentre = await call(`${bench.url}/api/us/crm/v8/org`, `Zoho-oauthtoken ${bench.token}`);
  assert.equal(wrongCentre.status, 401);
  assert.equal(((await wrongCentre.json()) as Json).code, 'INVALID_TOKEN');
  const bearer = await call(`${bench.apiDomain}/crm/v8/org`, `Bearer ${bench.token}`);
  assert.equal(((await bearer.json()) as Json).code, 'AUTHENTICATION_FAILURE');
  const { notes } = await bench.control('GET', 'requests');
  assert.ok(notes.some((note: Json) => note.kind === 'wrong_data_centre'));
});

test('token errors come with HTTP 200', async () => {
  const callback = await bench.callback();
  const errors: [Record<string, string>, string][] = [
    [{ client_id: 'x' }, 'invalid_client'],
    [{ client_secret: 'guess' }, 'invalid_client_secret'],
    [{ redirect_uri: 'http://localhost/other' }, 'invalid_redirect_uri'],
    [{ code: '1000.none' }, 'invalid_code'],
  ];
  for (const [fields, error] of errors)
    assert.deepEqual((await bench.exchange(callback, fields)).body, { error }, error);
  assert.ok((await bench.exchange(callback)).body.access_token);
  const replay = await bench.exchange(callback);
  assert.deepEqual([replay.status, replay.body.error], [200, 'invalid_code']);
});

test('a data centre may have a client secret of its own', async () => {
  const own = await ZohoBench.start(undefined, { clientSecrets: { eu: 'eu-secret' } });
  const callback = await own.callback();
  assert.equal((await own.exchange(callback)).body.error, 'invalid_client_secret');
  assert.ok((await own.exchange(callback, { client_secret: 'eu-secret' })).body.access_token);
  await own.close();
});

test('a code expires', async () => {
  await bench.control('POST', 'settings', { code_ttl_s: 0 });
  const { body } = await bench.exchange(await bench.callback());
  await bench.control('POST', 'settings', { code_ttl_s: 180 });
  assert.equal(body.error, 'invalid_code');
});

test('parameters in the query string are taken too', async () => {
  const { code, accountsServer } = await bench.callback();
  const query = new URLSearchParams({
    ...{ grant_type: 'authorization_code', redirect_uri: REDIRECT, code },
    ...CLIENT,
  });
  const answer = await fetch(`${accountsServer}/oauth/v2/token?${query}`, { method: 'POST' });
  assert.ok(((await answer.json()) as Json).access_token);
});

test('only an offline request brings a refresh token, and again only with prompt=consent', async () => {
  const org_id = await bench.orgIn('jp');
  const online = await bench.exchange(await bench.callback({ org_id, access_type: 'online' }));
  assert.equal(online.body.refresh_token, undefined);
  const unforced = { org_id, prompt: 'none' };
  const first = await bench.exchange(await bench.callback(unforced));
  assert.ok(first.body.refresh_token);
  const second = await bench.exchange(await bench.callback(unforced));
  assert.ok(second.body.access_token && !second.body.refresh_token);
  const forced = await bench.exchange(await bench.callback({ org_id }));
  assert.ok(forced.body.refresh_token);
});

test('a refresh gives a new access token and no refresh token', async () => {
  const first = await bench.connect();
  const { body } = await bench.refresh(first.refresh_token);
  assert.equal(body.refresh_token, undefined);
  assert.equal(body.api_domain, first.api_domain);
  assert.notEqual(body.access_token, first.access_token);
  const wrongServer = await bench.refresh(first.refresh_token, `${bench.url}/accounts/us`);
  assert.deepEqual(wrongServer.body, { error: 'invalid_code' });
});

test('the eleventh access token within ten minutes is Access Denied, which says nothing of the grant', async () => {
  await bench.control('POST', 'settings', { limits: true });
  const { refresh_token } = await bench.connect();
  for (let i = 0; i < 9; i++) assert.ok((await bench.refresh(refresh_token)).body.access_token);
  const { status, body } = await bench.refresh(refresh_token);
  assert.deepEqual([status, body.error, body.status], [200, 'Access Denied', 'failure']);
  await bench.control('POST', 'settings', { token_throttle_status: 400 });
  assert.equal((await bench.refresh(refresh_token)).status, 400);
  await bench.control('POST', 'settings', { limits: false, token_throttle_status: 200 });
  assert.ok((await bench.refresh(refresh_token)).body.access_token);
});

test('the 21st refresh token of a user ends the oldest with its access tokens', async () => {
  const org_id = await bench.orgIn('sa');
  const first = await bench.connect({ org_id });
  for (let i = 0; i < 19; i++) await bench.connect({ org_id });
  assert.ok((await bench.refresh(first.refresh_token)).body.access_token);
  await bench.connect({ org_id });
  assert.equal((await bench.refresh(first.refresh_token)).body.error, 'invalid_code');
  const answer = await fetch(`${bench.apiDomain}/crm/v8/org`, {
    headers: { authorization: `Zoho-oauthtoken ${first.access_token}` },
  });
  assert.equal(answer.status, 401);
});

test('the 16th access token alive ends the oldest', async () => {
  const first = await bench.connect({ org_id: await bench.orgIn('au') });
  for (let i = 0; i < 14; i++) await bench.refresh(first.refresh_token);
  assert.equal((await bench.api('GET', 'org')).status, 200);
  await bench.refresh(first.refresh_token);
  assert.equal((await bench.api('GET', 'org')).body.code, 'INVALID_TOKEN');
});

test('revoking a refresh token ends its access tokens, by either address', async () => {
  const first = await bench.connect();
  const revoked = await bench.oauth(bench.accountsServer, `token/revoke?token=${first.refresh_token}`, {});
  assert.deepEqual(revoked.body, { status: 'success' });
  assert.equal((await bench.api('GET', 'org')).body.code, 'INVALID_TOKEN');
  const again = await bench.oauth(bench.accountsServer, `token/revoke?token=${first.refresh_token}`, {});
  assert.equal(again.status, 400);
  const second = await bench.connect();
  const authorization = `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}`;
  const body = new URLSearchParams({ token: second.refresh_token, token_type: 'refresh_token' });
  const url = `${bench.accountsServer}/oauth/v2/revoke/token`;
  const newer = await fetch(url, { method: 'POST', body, headers: { authorization } });
  assert.deepEqual(await newer.json(), { status: 'success' });
});

test('an access token expires', async () => {
  await bench.control('POST', 'settings', { access_token_ttl_s: 0 });
  await bench.connect();
  await bench.control('POST', 'settings', { access_token_ttl_s: 3600 });
  const { status, body } = await bench.api('GET', 'org');
  assert.deepEqual([status, body.code, body.status], [401, 'INVALID_TOKEN', 'error']);
});

test('a call beyond the granted scopes is OAUTH_SCOPE_MISMATCH, whatever their case', async () => {
  await bench.connect({ scope: 'zohocrm.MODULES.Contacts.read' });
  assert.equal((await bench.api('GET', 'Contacts?fields=Email')).status, 200);
  for (const [method, path] of [
    ['POST', 'Contacts'],
    ['GET', 'Deals?fields=Stage'],
    ['GET', 'org'],
    ['POST', 'coql'],
    ['GET', 'Contacts/search?word=giulia'],
  ] as const) {
    const { status, body } = await bench.api(method, path, method === 'POST' ? {} : undefined);
    assert.deepEqual([status, body.code], [401, 'OAUTH_SCOPE_MISMATCH'], path);
  }
  await bench.connect({ scope: 'ZohoCRM.modules.ALL,ZohoCRM.org.ALL' });
  assert.equal((await bench.api('GET', 'Deals?fields=Stage')).status, 200);
  assert.equal((await bench.api('GET', 'org')).status, 200);
});
