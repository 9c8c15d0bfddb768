import type { Connector } from '../../service/connectors/connector.js';
import { closeHttpDoors } from '../../service/connectors/http-agent.js';
import { type Connected, connect } from '../contract/connected.js';
import type { ProviderUnderTest } from '../contract/provider-under-test.js';
import { openPacer } from '../service/connectors/loopback-crm.js';

/** A connection to an empty sandbox CRM of its own. */
export interface Connection<P extends ProviderUnderTest> extends Connected {
  crm: P;
  close(): Promise<void>;
}

/** Limits of the sandbox are lifted and nothing is paced, so that tests are fast; `settings` and `options` override. */
export async function connectTo<P extends ProviderUnderTest>(
  connector: Connector,
  start: (settings: Record<string, unknown>) => Promise<P>,
  settings: Record<string, unknown> = {},
  options: Parameters<typeof connect>[2] = {},
): Promise<Connection<P>> {
  const crm = await start({ limits: false, ...settings });
  const connected = await connect(connector, crm, {
    ...options,
    door: { pacer: openPacer, retry: { backoffMs: 5 }, ...options.door },
  });
  return {
    ...connected,
    crm,
    close: async () => {
      await crm.close();
      await closeHttpDoors();
    },
  };
}
