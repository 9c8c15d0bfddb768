import { closeHttpDoors } from '../../../service/connectors/http-agent.js';
import { zoho } from '../../../service/connectors/zoho/index.js';
import { type Connected, connect } from '../../contract/connected.js';
import { openPacer } from '../../service/connectors/loopback-crm.js';
import { startProvider, type ZohoUnderTest } from './provider.js';

/** A connection to an empty sandbox Zoho. */
export interface ZohoConnection extends Connected {
  crm: ZohoUnderTest;
  close(): Promise<void>;
}

/** Limits of the sandbox are lifted and nothing is paced, so that tests are fast; `settings` and `options` override. */
export async function connectZoho(
  settings: Record<string, unknown> = {},
  options: Parameters<typeof connect>[2] = {},
): Promise<ZohoConnection> {
  const crm = await startProvider({ limits: false, ...settings });
  const connected = await connect(zoho, crm, {
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
