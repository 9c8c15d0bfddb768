import { closeHttpDoors } from '../../../service/connectors/http-agent.js';
import { hubspot } from '../../../service/connectors/hubspot/index.js';
import { type Connected, connect } from '../../contract/connected.js';
import { openPacer } from '../../service/connectors/loopback-crm.js';
import { type HubspotUnderTest, startProvider } from './provider.js';

/** A connection to an empty sandbox HubSpot. */
export interface HubspotConnection extends Connected {
  crm: HubspotUnderTest;
  close(): Promise<void>;
}

/** Limits of the sandbox are lifted and nothing is paced, so that tests are fast; `settings` and `options` override. */
export async function connectHubspot(
  settings: Record<string, unknown> = {},
  options: Parameters<typeof connect>[2] = {},
): Promise<HubspotConnection> {
  const crm = await startProvider({ limits: false, ...settings });
  const connected = await connect(hubspot, crm, {
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
