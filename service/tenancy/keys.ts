import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyKind } from '../../shared/keys.js';

/** SHA-256 is enough: keys are 256 random bits, nothing to guess. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** A new key of a kind: `sk_` and 43 characters. */
export function newKey(kind: KeyKind): { key: string; hash: Buffer; prefix: string } {
  return keyRow(`${kind}_${randomBytes(32).toString('base64url')}`);
}

/** What is stored of a key, with the key itself for the one answer that shows it. */
export function keyRow(key: string): { key: string; hash: Buffer; prefix: string } {
  return { key, hash: hashKey(key), prefix: key.slice(0, 8) };
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(hashKey(a), hashKey(b));
}
