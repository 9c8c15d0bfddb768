import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CredentialsRefused } from '../../../service/connectors/connector.js';
import { connect } from '../connected.js';
import type { Contract } from '../contract.js';
import { authorizeUrl, oauthOf, signIn } from '../sign-in.js';

export function describeSigningIn(contract: Contract): void {
  const { connector } = contract;
  const hasWindow = connector.auth.kind === 'oauth2';

  describe('a key that is typed in', { skip: hasWindow && 'signs in by a window' }, () => {
    it('opens the account', () => {
      assert.ok(contract.connected.tokens.accessToken.length > 0);
      assert.ok(contract.connected.session.accountId.length > 0);
    });

    it('is refused with the field to blame', async () => {
      const { auth } = connector;
      if (auth.kind !== 'api_key') return;
      const secret = auth.credentialFields.find(({ type }) => type === 'password')?.name ?? '';
      const typed = { ...(await contract.provider.typedIn?.()), [secret]: 'f'.repeat(40) };
      await assert.rejects(
        connect(connector, { ...contract.provider, typedIn: async () => typed }),
        (error) => error instanceof CredentialsRefused && error.field === secret,
      );
    });
  });

  describe('signing in', { skip: !hasWindow && 'has no sign-in window' }, () => {
    it('makes a sign-in URL on the provider that carries the state and a PKCE challenge', () => {
      const { url } = authorizeUrl(connector, contract.provider, { state: 'abc' });
      assert.ok(url.startsWith(`${contract.provider.hosts.authUrl}/`));
      const query = new URL(url).searchParams;
      assert.equal(query.get('state'), 'abc');
      assert.equal(query.get('code_challenge_method'), oauthOf(connector).pkce ? 'S256' : null);
    });

    it('exchanges the code for tokens that open the account', async () => {
      const tokens = await signIn(connector, contract.provider);
      assert.ok(tokens.accessToken.length > 0);
      assert.ok(tokens.expiresInS !== null && tokens.expiresInS > 0);
      for (const scope of oauthOf(connector).scopes) assert.ok(tokens.scopes.includes(scope), scope);
      assert.ok(contract.connected.session.accountId.length > 0);
    });

    it('refuses a token answer without a token', () => {
      assert.throws(() => oauthOf(connector).readTokens({ error: 'invalid_request' }));
      assert.throws(() => oauthOf(connector).readTokens('gateway error'));
    });
  });
}
