import { connectors } from '../../service/connectors/registry.js';
import { describeConnector } from './connector-contract.js';
import type { ProviderUnderTest } from './provider-under-test.js';

// A provider without its twin under test/connectors/ fails here, at the import.
for (const connector of connectors.values()) {
  const twin = (await import(`../connectors/${connector.id}/provider.js`)) as {
    startProvider(): Promise<ProviderUnderTest>;
  };
  describeConnector(connector, twin.startProvider);
}
