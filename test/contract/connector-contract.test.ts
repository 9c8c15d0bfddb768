import { connectors } from '../../service/connectors/registry.js';
import { describeConnector } from './connector-contract.js';
import type { ProviderUnderTest } from './provider-under-test.js';

// A provider without its twin under test/connectors/ fails here, at the import.
for (const connector of connectors.values()) {
  const twin = (await import(`../connectors/${connector.id}/provider.ts`)) as {
    startProvider(): Promise<ProviderUnderTest>;
    /** Where a provider is spoken to in more than one way, each of them by name. */
    variants?: Record<string, () => Promise<ProviderUnderTest>>;
  };
  for (const [name, start] of Object.entries(twin.variants ?? { '': twin.startProvider }))
    describeConnector(connector, start, name);
}
