import { connectors } from '../../service/connectors/registry.js';
import { describeConnector } from './describe-connector.js';
import type { ProviderUnderTest } from './provider-under-test.js';

type Start = (settings?: Record<string, unknown>) => Promise<ProviderUnderTest>;

// A provider without its twin under test/connectors/ fails here, at the import.
for (const connector of connectors.values()) {
  const twin = (await import(`../connectors/${connector.id}/provider.ts`)) as {
    startProvider: Start;
    /** Where a provider is spoken to in more than one way, each of them by name. */
    variants?: Record<string, Start>;
  };
  for (const [name, start] of Object.entries(twin.variants ?? { '': twin.startProvider }))
    describeConnector(connector, () => start({ limits: false }), name);
}
