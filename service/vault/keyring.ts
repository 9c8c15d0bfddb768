import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * Seals secrets with AES-256-GCM. The first key of the ring seals, any key of it opens.
 * `context` (table, column and row) is bound into the seal: a value moved to another row does not open.
 */
export interface Vault {
  /** Text of the form `v1.<key id>.<nonce>.<ciphertext and tag>`. */
  seal(plain: string, context: string): string;
  /** @throws VaultError when the key is not in the ring, the context differs or a byte was altered. */
  open(sealed: string, context: string): string;
  /** True when another key than the first one sealed it. */
  isStale(sealed: string): boolean;
}

/** A sealed value could not be opened; never says what was inside. */
export class VaultError extends Error {}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * @param keys 32 bytes in base64url each (the Fernet key format), the sealing key first.
 * @throws VaultError when a key has another length.
 */
export function createVault(keys: readonly string[]): Vault {
  const ring = new Map(keys.map((text) => toEntry(text)));
  const first = keys[0] === undefined ? undefined : toEntry(keys[0])[0];
  if (first === undefined) throw new VaultError('the keyring is empty');

  const keyOf = (sealed: string): { id: string; key: Buffer; nonce: Buffer; body: Buffer } => {
    const [version, id, nonce, body] = sealed.split('.');
    if (version !== 'v1' || !id || !nonce || !body) throw new VaultError('not a sealed value');
    const key = ring.get(id);
    if (!key) throw new VaultError(`no key ${id} in the keyring: add the key that sealed this value`);
    return { id, key, nonce: Buffer.from(nonce, 'base64url'), body: Buffer.from(body, 'base64url') };
  };

  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', ring.get(first) as Buffer, nonce).setAAD(
        Buffer.from(context),
      );
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${first}.${nonce.toString('base64url')}.${body.toString('base64url')}`;
    },
    open(sealed, context) {
      const { key, nonce, body } = keyOf(sealed);
      if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) throw new VaultError('not a sealed value');
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-TAG_BYTES));
      try {
        return decipher.update(body.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new VaultError('a sealed value does not open: it was altered or belongs to another row');
      }
    },
    isStale: (sealed) => sealed.split('.')[1] !== first,
  };
}

/** A key's id is the start of its hash: the same key has the same id on every machine. */
function toEntry(text: string): [id: string, key: Buffer] {
  const key = Buffer.from(text, 'base64url');
  if (key.length !== 32) throw new VaultError('an encryption key must be 32 bytes in base64url');
  return [createHash('sha256').update('crm-connect key id').update(key).digest('base64url').slice(0, 8), key];
}
