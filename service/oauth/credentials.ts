import type { Connector, TokenSet } from '../connectors/connector.js';
import { ReconnectNeeded } from '../connectors/connector.js';
import type { CredentialSource } from '../connectors/http-door.js';
import type { Connection } from '../store/models/index.js';
import type { Vault } from '../vault/keyring.js';

/** The sealed part of a connection. */
export interface ConnectionSecrets {
  accessToken: string;
  refreshToken: string | null;
  extra: Record<string, unknown>;
  /** When its latest access tokens came (ms), oldest first. Older connections have none. */
  tokensAt?: number[];
}

/** More than any provider counts. */
const MOST_TOKENS_AT = 20;

const secretsContext = (connectionId: string): string => `crm_connections:${connectionId}:secrets`;

/** The secrets columns of a connection for a token set. An answer without a refresh token keeps the old one. */
export function sealTokens(
  vault: Vault,
  connectionId: string,
  tokens: TokenSet,
  now: Date,
  previous: ConnectionSecrets | null,
): { secrets: string; tokenExpiresAt: Date | null } {
  const secrets: ConnectionSecrets = {
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? previous?.refreshToken ?? null,
    extra: { ...previous?.extra, ...tokens.extra },
    tokensAt: [...(previous?.tokensAt ?? []), now.getTime()].slice(-MOST_TOKENS_AT),
  };
  return {
    secrets: vault.seal(JSON.stringify(secrets), secretsContext(connectionId)),
    tokenExpiresAt: tokens.expiresInS === null ? null : new Date(now.getTime() + tokens.expiresInS * 1000),
  };
}

/** @throws ReconnectNeeded when the connection holds no secrets any more. */
export function openSecrets(vault: Vault, connection: Pick<Connection, 'id' | 'secrets'>): ConnectionSecrets {
  if (connection.secrets === null)
    throw new ReconnectNeeded('grant_revoked', 'the connection holds no access any more');
  return JSON.parse(vault.open(connection.secrets, secretsContext(connection.id))) as ConnectionSecrets;
}

/** The header that authorises a request at this provider. */
export function tokenHeader(
  { auth }: Pick<Connector, 'auth'>,
  accessToken: string,
): { authorization: string } {
  const scheme = (auth.kind === 'oauth2' ? auth.tokenScheme : undefined) ?? 'Bearer';
  return { authorization: `${scheme} ${accessToken}` };
}

/** Credentials that are used once, right after an exchange: they cannot be renewed. */
export function fixedCredentials(connector: Pick<Connector, 'auth'>, accessToken: string): CredentialSource {
  return {
    headers: async () => ({ headers: tokenHeader(connector, accessToken), version: 0, key: accessToken }),
    renew: async () => {
      throw new ReconnectNeeded('grant_revoked', 'the new access was refused at once');
    },
  };
}
