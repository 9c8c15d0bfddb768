import { CredentialsRefused, CrmError, ReconnectNeeded, type TokenSet } from '../connector.js';

export const isKeyRefused = (error: unknown): boolean =>
  error instanceof ReconnectNeeded || (error instanceof CrmError && error.kind === 'authentication');

/** Odoo answers an expired key like a wrong one; what was typed in tells them apart. */
export function keyRefused({ expiresInS }: TokenSet, cause?: unknown): CredentialsRefused {
  if (expiresInS !== null && expiresInS <= 0)
    return new CredentialsRefused('api_key', 'key_expired', 'This key has expired. Make a new one.', cause);
  return new CredentialsRefused(
    'api_key',
    'key_refused',
    'Odoo does not accept this key for this user.',
    cause,
  );
}
