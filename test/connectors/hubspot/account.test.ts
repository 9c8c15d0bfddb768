import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { auth } from '../../../service/connectors/hubspot/auth.js';
import { readLimit } from '../../../service/connectors/hubspot/client.js';
import { hubspot } from '../../../service/connectors/hubspot/index.js';
import { connectHubspot, type HubspotConnection } from './connection.js';

describe('the HubSpot account', () => {
  let connection: HubspotConnection;
  before(async () => {
    connection = await connectHubspot();
  });
  after(() => connection.close());

  it('is the one that was signed in to', async () => {
    const account = await hubspot.readAccount(connection.session, connection.tokens);
    assert.equal(account.id, String(connection.tokens.extra['hub_id']));
    assert.equal(account.metadata['company_currency'], 'EUR');
    assert.ok(account.url?.startsWith(String(account.metadata['ui_url'])));
  });

  it('has pages for its records, in its own region', () => {
    const url = (object: 'contact' | 'activity', id: string) =>
      hubspot.recordUrl('42', { ui_url: 'https://app-eu1.hubspot.com' }, object, id);
    assert.equal(url('contact', '7'), 'https://app-eu1.hubspot.com/contacts/42/record/0-1/7');
    assert.equal(url('activity', '7'), 'https://app-eu1.hubspot.com/contacts/42/record/0-48/7');
    assert.equal(url('activity', 'notes:7'), 'https://app-eu1.hubspot.com/contacts/42/record/0-46/7');
    assert.equal(
      hubspot.recordUrl('42', {}, 'deal', '7'),
      'https://app.hubspot.com/contacts/42/record/0-3/7',
    );
  });

  it('has nothing of ours once we uninstalled', async () => {
    await hubspot.uninstall(connection.session);
    const request = fetch(`${connection.crm.hosts.apiUrl}/account-info/2026-09/details`, {
      headers: (await connection.credentials.headers()).headers,
    });
    assert.equal((await request).status, 401);
  });
});

describe('HubSpot’s sign-in', () => {
  it('knows which refusals of a refresh end the grant', () => {
    assert.equal(auth.isGrantGone(400, { error: 'invalid_grant' }), true);
    assert.equal(auth.isGrantGone(400, { status: 'BAD_REFRESH_TOKEN', message: 'gone' }), true);
    assert.equal(auth.isGrantGone(400, { error: 'invalid_client', status: 'BAD_CLIENT_SECRET' }), false);
    assert.equal(auth.isGrantGone(503, { error: 'invalid_grant' }), false);
    assert.equal(auth.isGrantGone(400, 'gateway'), false);
  });

  it('reads scopes as a list or as text, and keeps the account', () => {
    const tokens = auth.readTokens({
      access_token: 'a',
      refresh_token: 'r',
      expires_in: 1800,
      hub_id: 42,
      scopes: ['oauth'],
    });
    assert.deepEqual(tokens, {
      accessToken: 'a',
      refreshToken: 'r',
      expiresInS: 1800,
      scopes: ['oauth'],
      extra: { hub_id: 42 },
    });
    assert.deepEqual(auth.readTokens({ access_token: 'a', scope: 'oauth crm.x' }).scopes, ['oauth', 'crm.x']);
    assert.equal(auth.readTokens({ access_token: 'a' }).refreshToken, null);
  });

  it('says what stops without a scope', () => {
    assert.deepEqual(auth.objectsNeeding('crm.objects.contacts.write'), ['contact', 'activity']);
    assert.deepEqual(auth.objectsNeeding('crm.schemas.deals.write'), []);
  });

  it('reads the rate limit where an answer tells one', () => {
    const headers = {
      'x-hubspot-ratelimit-max': '190',
      'x-hubspot-ratelimit-remaining': '7',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
    };
    assert.deepEqual(readLimit(headers), { requests: 190, remaining: 7, perMs: 10_000 });
    assert.equal(readLimit({}), null);
  });
});
