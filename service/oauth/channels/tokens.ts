import { createHash, randomBytes } from 'node:crypto';
import type { Vault } from '../../vault/keyring.js';

/** 43 characters: Zoho takes 50. */
const TOKEN_BYTES = 32;

const tokenContext = (id: string): string => `crm_webhook_channels:${id}:token`;

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** The columns of a channel's token: what is looked up when it comes in, and what is said again at a renewal. */
export function sealToken(vault: Vault, id: string, token: string): { token: string; tokenHash: Buffer } {
  const tokenHash = createHash('sha256').update(token).digest();
  return { token: vault.seal(token, tokenContext(id)), tokenHash };
}

export function openToken(vault: Vault, { id, token }: { id: string; token: string }): string {
  return vault.open(token, tokenContext(id));
}
