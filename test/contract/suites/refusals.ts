import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CrmError, ReconnectNeeded } from '../../../service/connectors/connector.js';
import type { Contract } from '../contract.js';

/** The provider says no: for now, or until a person does something. */
export function describeRefusals(contract: Contract): void {
  const { connector } = contract;
  const hasWindow = connector.auth.kind === 'oauth2';
  const read = () => connector.readOne(contract.connected.session, 'contact', '1', []);

  describe('when the provider refuses', () => {
    it('tells a rate limit and how long to wait', async () => {
      await contract.provider.fault.rateLimit(61);
      await assert.rejects(
        read(),
        (error) => error instanceof CrmError && error.kind === 'rate_limit' && error.retryAfterMs === 61_000,
      );
      // The account's pacer rests now; a new connection has its own.
      await contract.reconnect();
    });

    it(
      hasWindow
        ? 'renews an expired access token once and goes on'
        : 'asks for a new key when the old one ended',
      async () => {
        await contract.provider.fault.expireAccessTokens();
        const before = contract.connected.credentials.renewals;
        if (!hasWindow) {
          await assert.rejects(read(), (error) => error instanceof ReconnectNeeded);
          return contract.reconnect();
        }
        assert.equal(await read(), null);
        assert.equal(contract.connected.credentials.renewals, before + 1);
      },
    );

    it('asks for a new connection when the grant was withdrawn', async () => {
      await contract.provider.fault.revokeGrant();
      await assert.rejects(
        read(),
        (error) => error instanceof ReconnectNeeded && error.reason === 'grant_revoked',
      );
      await contract.reconnect();
      assert.equal(await read(), null);
    });

    it('makes no request to remove itself fail the caller', async () => {
      await connector.uninstall(contract.connected.session);
      await connector.uninstall(contract.connected.session);
    });
  });
}
