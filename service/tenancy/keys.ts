import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyKind } from '../../shared/keys.js';

/** SHA-256 is enough: keys are 256 random bits, nothing to guess. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** A new key of a kind: `sk_` and 43 characters. */
export function newKey(kind: KeyKind): { key: string; hash: Buffer; prefix: string } {
  const key = `${kind}_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashKey(key), prefix: key.slice(0, 8) };
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hashKey(a), hashKey(b));
}
