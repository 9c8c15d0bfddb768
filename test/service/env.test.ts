import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { EnvError, readEnv } from '../../service/env.js';

const key = randomBytes(32).toString('base64url');
const least = { ENCRYPTION_KEY: key, ADMIN_KEY: 'operator-key-of-a-test' };
const read = (source: Record<string, string | undefined>) => readEnv(source, ['hubspot']);

function faultsOf(source: Record<string, string | undefined>): string {
  try {
    read(source);
  } catch (error) {
    assert.ok(error instanceof EnvError);
    return error.message;
  }
  return assert.fail('the environment was taken');
}

describe('the environment', () => {
  it('needs two keys and has a default for everything else', () => {
    const config = read(least);
    assert.equal(config.port, 3000);
    assert.equal(config.appBaseUrl, 'http://127.0.0.1:3000');
    assert.equal(config.role, 'all');
    assert.equal(config.databaseUrl, null);
    assert.equal(config.syncPage, 200);
    assert.equal(config.syncRps, 5);
    assert.equal(config.allowPrivateCrmHosts, false);
    assert.deepEqual(config.providers.get('hubspot'), {
      clientId: null,
      clientSecret: null,
      webhookSecret: null,
      acceptsOldSignatures: false,
      webhookNetworks: null,
      redirectUri: null,
      authUrl: null,
      apiUrl: null,
      region: null,
      regionSecrets: {},
      defaults: {},
      timeoutMs: null,
    });
  });

  it('takes a MongoDB of several hosts', () => {
    const url = 'mongodb://user:pass@one.example:27017,two.example:27018/crm?replicaSet=rs0';
    assert.equal(read({ ...least, MONGODB_URL: url }).mongodbUrl, url);
    assert.match(faultsOf({ ...least, MONGODB_URL: 'mongodb:///crm' }), /MONGODB_URL must be/);
  });

  it('is refused with every fault at once, and no value repeated', () => {
    const secret = 'value-that-may-be-secret';
    const message = faultsOf({
      PORT: '70000',
      APP_BASE_URL: 'not a url',
      DATABASE_URL: `mysql://user:${secret}@host/db`,
      ENCRYPTION_KEY: `${key},${secret}`,
      ADMIN_KEY: 'short',
      ROLE: 'both',
      LOG_LEVEL: 'loud',
      CRM_SYNC_PAGE: '0',
      CRM_SYNC_RPS: 'fast',
      ALLOW_PRIVATE_CRM_HOSTS: 'yes',
      MONGODB_URL: 'http://x',
      CRM_HUBSPOT_CLIENT_ID: 'only-the-id',
      CRM_HUBSPOT_AUTH_URL: secret,
      CRM_HUBSPOT_API_URL: 'ftp://x',
      CRM_HUBSPOT_REDIRECT_URI: '/callback',
      CRM_HUBSPOT_WEBHOOK_IPS: '192.0.2.0/24, host.example',
    });
    for (const name of [
      'PORT',
      'APP_BASE_URL',
      'DATABASE_URL',
      'ENCRYPTION_KEY',
      'ADMIN_KEY',
      'ROLE',
      'LOG_LEVEL',
      'CRM_SYNC_PAGE',
      'CRM_SYNC_RPS',
      'ALLOW_PRIVATE_CRM_HOSTS',
      'MONGODB_URL',
      'CRM_HUBSPOT_CLIENT_SECRET',
      'CRM_HUBSPOT_AUTH_URL',
      'CRM_HUBSPOT_API_URL',
      'CRM_HUBSPOT_REDIRECT_URI',
      'CRM_HUBSPOT_WEBHOOK_IPS',
    ])
      assert.match(message, new RegExp(`^  ${name} `, 'm'));
    assert.ok(!message.includes(secret));
    assert.ok(!message.includes(key));
  });

  it('says what the two keys are when they are missing, and takes empty for missing', () => {
    for (const source of [{}, { ENCRYPTION_KEY: '', ADMIN_KEY: '' }]) {
      const message = faultsOf(source);
      assert.match(message, /ENCRYPTION_KEY is required: 32 random bytes in base64url/);
      assert.match(message, /ADMIN_KEY is required: the operator's key/);
    }
  });

  it('takes a comma list of encryption keys as a keyring, in order', () => {
    const second = randomBytes(32).toString('base64url');
    assert.deepEqual(read({ ...least, ENCRYPTION_KEY: `${key}, ${second}=` }).encryptionKeys, [
      key,
      `${second}=`,
    ]);
  });

  it('takes addresses without their closing slash', () => {
    const config = read({
      ...least,
      APP_BASE_URL: 'https://crm.example/',
      CRM_HUBSPOT_CLIENT_ID: 'id',
      CRM_HUBSPOT_CLIENT_SECRET: 'secret',
      CRM_HUBSPOT_API_URL: 'http://127.0.0.1:3002/hubspot/',
    });
    assert.equal(config.appBaseUrl, 'https://crm.example');
    assert.equal(config.providers.get('hubspot')?.apiUrl, 'http://127.0.0.1:3002/hubspot');
  });

  it('takes a data centre and its secrets for a provider that has several, in either case of letters', () => {
    const regionsOf = (id: string) => (id === 'zoho' ? ['us', 'eu'] : []);
    const given = {
      ...least,
      CRM_ZOHO_CLIENT_ID: 'id',
      CRM_ZOHO_CLIENT_SECRET: 'common',
      CRM_ZOHO_CLIENT_SECRET_EU: 'of eu',
    };
    const config = readEnv({ ...given, CRM_ZOHO_DC: 'EU' }, ['hubspot', 'zoho'], regionsOf);
    assert.equal(config.providers.get('zoho')?.region, 'eu');
    assert.deepEqual(config.providers.get('zoho')?.regionSecrets, { eu: 'of eu' });
    assert.throws(
      () => readEnv({ ...given, CRM_ZOHO_DC: 'mars' }, ['zoho'], regionsOf),
      /CRM_ZOHO_DC must be one of us, eu/,
    );
  });

  it('takes what a form of credentials need not ask for, and how long a request may take', () => {
    const source = { ...least, ODOO_DEFAULT_URL: 'https://erp.example', ODOO_DEFAULT_TIMEOUT: '30' };
    const odoo = readEnv(source, ['odoo']).providers.get('odoo');
    assert.deepEqual([odoo?.defaults, odoo?.timeoutMs], [{ url: 'https://erp.example' }, 30_000]);
    assert.throws(
      () => readEnv({ ...source, ODOO_DEFAULT_TIMEOUT: 'soon' }, ['odoo']),
      /ODOO_DEFAULT_TIMEOUT/,
    );
  });
});
