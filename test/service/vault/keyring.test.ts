import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { createVault, VaultError } from '../../../service/vault/keyring.js';

const newKey = () => randomBytes(32).toString('base64url');
const CONTEXT = 'crm_connections:1:secrets';

describe('the vault', () => {
  const key = newKey();
  const vault = createVault([key]);

  it('opens what it sealed, whatever the text', () => {
    for (const text of ['', 'token', 'perché no? 🔑', 'x'.repeat(100_000)]) {
      const sealed = vault.seal(text, CONTEXT);
      assert.equal(vault.open(sealed, CONTEXT), text);
      assert.match(sealed, /^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]+$/);
      if (text !== '') assert.ok(!sealed.includes(text));
    }
  });

  it('seals the same text differently each time', () => {
    const sealed = new Set(Array.from({ length: 50 }, () => vault.seal('token', CONTEXT)));
    assert.equal(sealed.size, 50);
  });

  it('refuses a value with any bit of any byte altered', () => {
    const [version, id, ...parts] = vault.seal('token', CONTEXT).split('.') as [
      string,
      string,
      string,
      string,
    ];
    for (const [index, part] of parts.entries()) {
      const bytes = Buffer.from(part, 'base64url');
      for (let at = 0; at < bytes.length; at++) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ 1;
        const texts = [...parts];
        texts[index] = altered.toString('base64url');
        assert.throws(() => vault.open([version, id, ...texts].join('.'), CONTEXT), VaultError);
      }
    }
  });

  it('refuses a value that was cut short or is none of ours', () => {
    const sealed = vault.seal('token', CONTEXT);
    const [version, id, nonce, body = ''] = sealed.split('.');
    const tag = Buffer.from(body, 'base64url').subarray(0, -4).toString('base64url');
    for (const text of [
      sealed.slice(0, -8),
      `${version}.${id}.${nonce}.${tag}`,
      `${version}.${id}.${nonce}`,
      `v2.${id}.${nonce}.${body}`,
      '',
      'plain',
    ])
      assert.throws(() => vault.open(text, CONTEXT), VaultError);
  });

  it('refuses a value that was moved to another row', () => {
    const sealed = vault.seal('token', CONTEXT);
    assert.throws(() => vault.open(sealed, 'crm_connections:2:secrets'), /belongs to another row/);
  });

  it('refuses a value of a key that is not in the ring, by its id and without its content', () => {
    const other = createVault([newKey()]);
    const sealed = other.seal('token', CONTEXT);
    assert.throws(
      () => vault.open(sealed, CONTEXT),
      (error: Error) => error instanceof VaultError && error.message.includes(sealed.split('.')[1] ?? '?'),
    );
  });

  it('does not open the value of one key with another that claims its id', () => {
    const other = createVault([newKey()]);
    const parts = vault.seal('token', CONTEXT).split('.');
    parts[1] = other.seal('', CONTEXT).split('.')[1] ?? '';
    assert.throws(() => other.open(parts.join('.'), CONTEXT), VaultError);
  });

  it('seals with the first key of the ring, opens with any, and knows what is not of the first', () => {
    const next = newKey();
    const old = vault.seal('token', CONTEXT);
    const rotated = createVault([next, key]);
    assert.equal(rotated.open(old, CONTEXT), 'token');
    assert.equal(rotated.isStale(old), true);
    const fresh = rotated.seal('token', CONTEXT);
    assert.equal(rotated.isStale(fresh), false);
    assert.equal(createVault([next]).open(fresh, CONTEXT), 'token');
    assert.throws(() => vault.open(fresh, CONTEXT), VaultError);
    assert.equal(createVault([key, next]).isStale(fresh), true);
  });

  it('takes Fernet-format keys with and without padding, and no others', () => {
    assert.equal(createVault([`${key}=`]).open(vault.seal('token', CONTEXT), CONTEXT), 'token');
    for (const wrong of [
      [],
      [''],
      ['short'],
      [randomBytes(16).toString('base64url')],
      [key, randomBytes(33).toString('base64url')],
    ])
      assert.throws(() => createVault(wrong), VaultError);
  });
});
