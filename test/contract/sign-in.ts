import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  type Connector,
  type GrantPlace,
  type OAuth2Auth,
  type ProviderHosts,
  ReconnectNeeded,
  type TokenSet,
} from '../../service/connectors/connector.js';
import type { CredentialSource } from '../../service/connectors/http-door.js';
import type { ProviderUnderTest } from './provider-under-test.js';

/** The provider's OAuth data. Fails for a provider without a sign-in window. */
export function oauthOf(connector: Connector): OAuth2Auth {
  if (connector.auth.kind !== 'oauth2') throw new Error(`${connector.id} has no sign-in window`);
  return connector.auth;
}

/** The sign-in URL made from nothing but the connector's data, and the PKCE verifier that belongs to it. */
export function authorizeUrl(
  connector: Connector,
  provider: ProviderUnderTest,
  options: { state: string; optional?: boolean },
): { url: string; verifier: string } {
  const auth = oauthOf(connector);
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(auth.authorizeUrl(provider.hosts));
  const optional = options.optional === false ? [] : auth.optionalScopes;
  const query: Record<string, string> = {
    ...auth.authorizeParams,
    response_type: 'code',
    client_id: provider.client.id,
    redirect_uri: provider.redirectUri,
    scope: auth.scopes.join(auth.scopeSeparator ?? ' '),
    ...(optional.length > 0 ? { optional_scope: optional.join(' ') } : {}),
    state: options.state,
  };
  if (auth.pkce) {
    query['code_challenge'] = createHash('sha256').update(verifier).digest('base64url');
    query['code_challenge_method'] = 'S256';
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, verifier };
}

/** Signs in headlessly and exchanges the code, or types a key in. */
export async function signIn(
  connector: Connector,
  provider: ProviderUnderTest,
  options: { optional?: boolean } = {},
): Promise<TokenSet> {
  if (connector.auth.kind === 'api_key')
    return connector.auth.readCredentials((await provider.typedIn?.()) ?? {}, new Date());
  const state = randomBytes(8).toString('hex');
  const { url, verifier } = authorizeUrl(connector, provider, { state, ...options });
  const back = new URL(await provider.approve(url));
  assert.equal(back.searchParams.get('state'), state);
  const query = Object.fromEntries(back.searchParams);
  const place = oauthOf(connector).regions?.readCallback(provider.hosts, query) ?? {};
  const answer = await askToken(connector, provider, place, {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: provider.redirectUri,
    code_verifier: verifier,
  });
  const tokens = oauthOf(connector).readTokens(answer.body);
  return { ...tokens, extra: { ...place, ...tokens.extra } };
}

/** Where a grant lives, as the connector's data says. */
export function hostsOf(connector: Connector, provider: ProviderUnderTest, place: GrantPlace): ProviderHosts {
  if (connector.auth.kind === 'api_key') {
    const url = connector.auth.apiUrl(place);
    return { authUrl: url, apiUrl: url };
  }
  return oauthOf(connector).regions?.hostsOf(provider.hosts, place) ?? provider.hosts;
}

async function askToken(
  connector: Connector,
  provider: ProviderUnderTest,
  place: GrantPlace,
  form: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(oauthOf(connector).tokenUrl(hostsOf(connector, provider, place)), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: provider.client.id,
      client_secret: provider.client.secret,
      ...form,
    }),
  });
  return { status: response.status, body: await response.json() };
}

/** Credentials in memory that renew as the connector's data says. `renewals` counts. */
export function credentialsFor(
  connector: Connector,
  provider: ProviderUnderTest,
  tokens: TokenSet,
): CredentialSource & { renewals: number } {
  let { accessToken, refreshToken } = tokens;
  let version = 1;
  return {
    renewals: 0,
    async headers() {
      const scheme = (connector.auth.kind === 'oauth2' && connector.auth.tokenScheme) || 'Bearer';
      return { headers: { authorization: `${scheme} ${accessToken}` }, version, key: accessToken };
    },
    async renew(seen) {
      if (seen !== version) return;
      if (connector.auth.kind === 'api_key')
        throw new ReconnectNeeded('grant_revoked', 'A key cannot be renewed');
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' };
      const { status, body } = await askToken(connector, provider, tokens.extra, form);
      if (oauthOf(connector).isGrantGone(status, body))
        throw new ReconnectNeeded('grant_revoked', 'The grant is gone');
      const renewed = oauthOf(connector).readTokens(body);
      accessToken = renewed.accessToken;
      refreshToken = renewed.refreshToken ?? refreshToken;
      version++;
      this.renewals++;
    },
  };
}
