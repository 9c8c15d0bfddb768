import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CLIENT, HubspotBench, PORTAL, REDIRECT, SCOPES } from './hubspot-client.js';

let bench: HubspotBench;
before(async () => {
  bench = await HubspotBench.start();
});
after(() => bench.close());

function authorizeUrl(fields: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    scope: SCOPES,
    state: 'st',
    ...fields,
  });
  return `${bench.url}/oauth/authorize?${query}`;
}

test('the consent page names the app, both accounts and the scopes, with stable buttons', async () => {
  const page = await (await fetch(authorizeUrl())).text();
  for (const text of ['CRM Connect', 'Nordest Energia', 'Nordest Servizi', 'See, create and edit deals'])
    assert.match(page, new RegExp(text));
  assert.match(page, /id="allow"/);
  assert.match(page, /id="deny"/);
});

test('the consent page speaks Italian to those who ask for it', async () => {
  const page = await fetch(authorizeUrl(), { headers: { 'accept-language': 'it-IT,en;q=0.5' } });
  assert.match(await page.text(), /Scegli un account/);
});

test('a pinned account is the only one to choose from', async () => {
  const pinned = authorizeUrl().replace('/oauth/authorize', '/oauth/146700002/authorize');
  const page = await (await fetch(pinned)).text();
  assert.match(page, /Nordest Servizi/);
  assert.doesNotMatch(page, /Nordest Energia/);
});

test('a wrong client, redirect or scope list shows an error page and never redirects', async () => {
  const wrong = [
    { client_id: 'somebody-else' },
    { redirect_uri: 'https://evil.example/cb' },
    { scope: 'oauth crm.objects.contacts.read' },
    { scope: `${SCOPES} crm.lists.read` },
    { optional_scope: 'crm.lists.read' },
  ];
  for (const fields of wrong) {
    const shown = await fetch(authorizeUrl(fields), { redirect: 'manual' });
    assert.equal(shown.status, 400, JSON.stringify(fields));
    assert.match(await shown.text(), /could not be connected/);
    assert.equal((await bench.consent(fields)).status, 400);
  }
});

test('a request that carries markup is shown as text', async () => {
  const page = await (await fetch(authorizeUrl({ state: '"><script>alert(1)</script>' }))).text();
  assert.doesNotMatch(page, /<script>/);
});

test('denying goes back with access_denied and the state', async () => {
  const answer = await bench.consent({ decision: 'deny' });
  const back = new URL(answer.headers.get('location') ?? '');
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('state'), 'st');
  assert.equal(back.searchParams.get('code'), null);
});

test('a code becomes tokens that say which account and scopes they are for', async () => {
  const { status, body } = await bench.exchange(await bench.code({ portal_id: '146700002' }));
  assert.equal(status, 200);
  assert.equal(body.hub_id, 146_700_002);
  assert.equal(body.expires_in, 1800);
  assert.equal(body.token_type, 'bearer');
  assert.deepEqual(body.scopes.sort(), SCOPES.split(' ').sort());
  assert.ok(body.access_token.length > 150);
});

test('a code works once, and the replay is noted', async () => {
  const code = await bench.code();
  assert.equal((await bench.exchange(code)).status, 200);
  const replay = await bench.exchange(code);
  assert.equal(replay.status, 400);
  assert.equal(replay.body.error, 'invalid_grant');
  assert.equal(replay.body.status, 'BAD_AUTH_CODE');
  const { notes } = await bench.control('GET', 'requests');
  assert.ok(notes.some((note: { kind: string }) => note.kind === 'code_replayed'));
});

test('a code is bound to its redirect URI', async () => {
  const { status, body } = await bench.exchange(await bench.code(), {
    redirect_uri: 'http://localhost/other',
  });
  assert.deepEqual([status, body.status], [400, 'MISMATCH_REDIRECT_URI_AUTH_CODE']);
});

test('a code asked for with PKCE needs the right verifier', async () => {
  const verifier = 'a-verifier-that-is-long-enough-to-be-allowed-here';
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const fields = { code_challenge: challenge, code_challenge_method: 'S256' };
  assert.equal((await bench.exchange(await bench.code(fields))).status, 400);
  const wrong = await bench.exchange(await bench.code(fields), { code_verifier: verifier.toUpperCase() });
  assert.equal(wrong.body.error, 'invalid_grant');
  const right = await bench.exchange(await bench.code(fields), { code_verifier: verifier });
  assert.equal(right.status, 200);
});

test('a code expires', async () => {
  await bench.control('POST', 'settings', { code_ttl_s: 0 });
  const { status, body } = await bench.exchange(await bench.code());
  await bench.control('POST', 'settings', { code_ttl_s: 60 });
  assert.deepEqual([status, body.error], [400, 'invalid_grant']);
});

test('wrong client credentials are refused with both error shapes', async () => {
  const code = await bench.code();
  const badSecret = await bench.exchange(code, { client_secret: 'guess' });
  assert.equal(badSecret.status, 400);
  assert.equal(badSecret.body.status, 'BAD_CLIENT_SECRET');
  assert.equal(badSecret.body.message, badSecret.body.error_description);
  assert.equal((await bench.exchange(code, { client_id: 'x' })).body.status, 'BAD_CLIENT_ID');
});

test('parameters in the query string or a JSON body are not looked at', async () => {
  const query = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', ...CLIENT });
  const answer = await fetch(`${bench.url}/oauth/2026-09/token?${query}`, { method: 'POST' });
  assert.equal(answer.status, 400);
  assert.equal(((await answer.json()) as { error: string }).error, 'invalid_request');
});

test('a refresh gives a new access token and the same refresh token', async () => {
  const first = await bench.connect();
  const refreshed = await bench.oauth('token', {
    grant_type: 'refresh_token',
    refresh_token: first.refresh_token,
  });
  assert.equal(refreshed.status, 200);
  assert.equal(refreshed.body.refresh_token, first.refresh_token);
  assert.notEqual(refreshed.body.access_token, first.access_token);
  assert.equal(refreshed.body.hub_id, PORTAL);
});

test('the token endpoint answers under 2026-03 and v3 too, and under no other version', async () => {
  const { refresh_token } = await bench.connect();
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, ...CLIENT });
  const statuses = [];
  for (const version of ['2026-03', 'v3', 'v1'])
    statuses.push((await fetch(`${bench.url}/oauth/${version}/token`, { method: 'POST', body })).status);
  assert.deepEqual(statuses, [200, 200, 404]);
});

test('an unknown refresh token is invalid_grant with BAD_REFRESH_TOKEN', async () => {
  const { status, body } = await bench.oauth('token', { grant_type: 'refresh_token', refresh_token: 'gone' });
  assert.equal(status, 400);
  assert.equal(body.error, 'invalid_grant');
  assert.equal(body.status, 'BAD_REFRESH_TOKEN');
});

test('introspection tells both kinds of token apart and says when one is dead', async () => {
  const tokens = await bench.connect();
  const access = await bench.oauth('token/introspect', { token: tokens.access_token });
  assert.deepEqual([access.body.active, access.body.token_use], [true, 'access_token']);
  assert.equal(access.body.hub_id, PORTAL);
  assert.ok(access.body.expires_in > 1700);
  const refresh = await bench.oauth('token/introspect', { token: tokens.refresh_token });
  assert.equal(refresh.body.token_use, 'refresh_token');
  assert.equal(refresh.body.expires_in, undefined);
  assert.deepEqual((await bench.oauth('token/introspect', { token: 'gone' })).body, { active: false });
});

test('revoking a refresh token ends refreshing but not access tokens that are out', async () => {
  const tokens = await bench.connect();
  assert.equal((await bench.oauth('token/revoke', { token: tokens.refresh_token })).status, 204);
  const refresh = await bench.oauth('token', {
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token,
  });
  assert.equal(refresh.body.error, 'invalid_grant');
  assert.equal((await bench.api('GET', '/account-info/2026-09/details')).status, 200);
});

test('uninstalling ends every token of the account and leaves other accounts alone', async () => {
  const other = await bench.connect({ portal_id: '146700002' });
  await bench.connect();
  assert.equal((await bench.api('DELETE', '/appinstalls/2026-09/external-install')).status, 204);
  const { status, body } = await bench.api('GET', '/account-info/2026-09/details');
  assert.deepEqual([status, body.category], [401, 'INVALID_AUTHENTICATION']);
  const details = await bench.api('GET', '/account-info/2026-09/details', undefined, other.access_token);
  assert.equal(details.body.portalId, 146_700_002);
});

test('an access token expires and says so', async () => {
  await bench.control('POST', 'settings', { access_token_ttl_s: 0 });
  const tokens = await bench.connect();
  await bench.control('POST', 'settings', { access_token_ttl_s: 1800 });
  assert.equal(tokens.expires_in, 0);
  const { status, body } = await bench.api('GET', '/account-info/2026-09/details');
  assert.deepEqual([status, body.category], [401, 'EXPIRED_AUTHENTICATION']);
});

test('a call without a granted scope is 403 MISSING_SCOPES until the optional scope is granted', async () => {
  const body = { name: 'some_id', label: 'Id', type: 'string', fieldType: 'text', groupName: 'x' };
  await bench.connect();
  const refused = await bench.api('POST', '/crm/properties/2026-09/contacts', body);
  assert.deepEqual([refused.status, refused.body.category], [403, 'MISSING_SCOPES']);
  assert.deepEqual(refused.body.errors[0].context.requiredGranularScopes, ['crm.schemas.contacts.write']);
  await bench.connect({ optional_scope: 'crm.schemas.contacts.write' });
  assert.equal((await bench.api('POST', '/crm/properties/2026-09/contacts', body)).status, 201);
});

test('account details name the account and its currencies', async () => {
  await bench.connect();
  const { body } = await bench.api('GET', '/account-info/2026-09/details');
  assert.equal(body.portalId, PORTAL);
  assert.equal(body.companyCurrency, 'EUR');
  assert.deepEqual(body.additionalCurrencies, ['USD', 'CHF', 'JPY']);
});
