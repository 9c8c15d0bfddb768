import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auth } from '../../../service/connectors/zoho/auth.js';
import { DATA_CENTRES, regions } from '../../../service/connectors/zoho/data-centres.js';

const zoho = { authUrl: 'https://accounts.zoho.com', apiUrl: 'https://www.zohoapis.com' };
const sandbox = { authUrl: 'http://127.0.0.1:3002/zoho', apiUrl: 'http://127.0.0.1:3002/zoho' };

describe('Zoho’s data centres', () => {
  it('exchanges the code at the accounts server that the callback names', () => {
    const place = regions.readCallback(zoho, {
      location: 'eu',
      'accounts-server': 'https://accounts.zoho.eu',
    });
    const hosts = regions.hostsOf(zoho, place);
    assert.equal(auth.tokenUrl(hosts), 'https://accounts.zoho.eu/oauth/v2/token');
    assert.equal(hosts.apiUrl, 'https://www.zohoapis.eu');
    assert.equal(regions.regionOf(place), 'eu');
  });

  it('stays where the sign-in began when the callback names nothing', () => {
    assert.deepEqual(regions.hostsOf(zoho, regions.readCallback(zoho, {})), zoho);
  });

  it('asks the API where the token answer says', () => {
    const place = { accounts_server: 'https://accounts.zoho.in', api_domain: 'https://sandbox.zohoapis.in' };
    assert.equal(regions.hostsOf(zoho, place).apiUrl, 'https://sandbox.zohoapis.in');
  });

  it('knows the hosts of every data centre', () => {
    for (const [location, { accounts, api }] of Object.entries(DATA_CENTRES)) {
      const place = { location, accounts_server: accounts, api_domain: `https://www.${api}` };
      assert.deepEqual(regions.hostsOf(zoho, place), { authUrl: accounts, apiUrl: `https://www.${api}` });
      assert.equal(regions.regionOf({ accounts_server: accounts }), location);
      assert.equal(regions.startHosts(location).authUrl, accounts);
    }
  });

  it('calls no server that is not one of Zoho’s', () => {
    for (const server of [
      'https://accounts.zoho.example',
      'https://accounts.zoho.eu.evil.example',
      'http://accounts.zoho.eu',
      'https://accounts.zoho.eu:8443',
      'https://accounts.zoho.eu@evil.example',
      'https://accounts.zoho.eu/oauth',
      'https://accounts.zoho.eu?x',
      'http://169.254.169.254',
      'not a url',
    ]) {
      assert.throws(() => regions.readCallback(zoho, { 'accounts-server': server }), server);
      assert.throws(() => regions.hostsOf(zoho, { api_domain: server }), server);
    }
  });

  it('lets an operator put another server in Zoho’s place, and nothing beside it', () => {
    const place = {
      accounts_server: `${sandbox.authUrl}/accounts/eu`,
      api_domain: `${sandbox.apiUrl}/api/eu`,
    };
    assert.deepEqual(regions.hostsOf(sandbox, place), {
      authUrl: `${sandbox.authUrl}/accounts/eu`,
      apiUrl: `${sandbox.apiUrl}/api/eu`,
    });
    for (const server of [
      'https://accounts.zoho.eu',
      'http://127.0.0.1:3002/zoho2',
      'http://127.0.0.1:3002/zoho/../hubspot',
      'http://127.0.0.1:3003/zoho/accounts/eu',
    ])
      assert.throws(() => regions.readCallback(sandbox, { 'accounts-server': server }), server);
  });
});

describe('Zoho’s token answers', () => {
  it('are errors without an access token, whatever their status', () => {
    assert.throws(() => auth.readTokens({ error: 'invalid_client' }));
    assert.equal(auth.isGrantGone(200, { error: 'invalid_code' }), true);
    assert.equal(auth.isGrantGone(200, { error: 'invalid_client_secret' }), false);
  });

  it('ask for ten minutes when there were too many, which ends no grant', () => {
    const body = { error: 'Access Denied', error_description: 'too many requests', status: 'failure' };
    assert.equal(auth.readWait?.(200, body), 600_000);
    assert.equal(auth.readWait?.(400, body), 600_000);
    assert.equal(auth.isGrantGone(400, body), false);
    assert.equal(auth.readWait?.(200, { error: 'invalid_code' }), null);
  });

  it('keep the refresh token that came first', () => {
    const tokens = auth.readTokens({
      access_token: '1000.a',
      scope: 'ZohoCRM.org.READ ZohoCRM.users.READ',
      api_domain: 'https://www.zohoapis.eu',
      expires_in: 3600,
    });
    assert.equal(tokens.refreshToken, null);
    assert.deepEqual(tokens.scopes, ['ZohoCRM.org.READ', 'ZohoCRM.users.READ']);
    assert.deepEqual(tokens.extra, { api_domain: 'https://www.zohoapis.eu' });
  });
});
