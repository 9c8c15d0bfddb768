import { hubspot } from '../../../service/connectors/hubspot/index.js';
import type { connect } from '../../contract/connected.js';
import { type Connection, connectTo } from '../connection.js';
import { type HubspotUnderTest, startProvider } from './provider.js';

export type HubspotConnection = Connection<HubspotUnderTest>;

/** A connection to an empty sandbox HubSpot. */
export function connectHubspot(
  settings?: Record<string, unknown>,
  options?: Parameters<typeof connect>[2],
): Promise<HubspotConnection> {
  return connectTo(hubspot, startProvider, settings, options);
}
