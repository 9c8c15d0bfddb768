import { zoho } from '../../../service/connectors/zoho/index.js';
import type { connect } from '../../contract/connected.js';
import { type Connection, connectTo } from '../connection.js';
import { startProvider, type ZohoUnderTest } from './provider.js';

export type ZohoConnection = Connection<ZohoUnderTest>;

/** A connection to an empty sandbox Zoho. */
export function connectZoho(
  settings?: Record<string, unknown>,
  options?: Parameters<typeof connect>[2],
): Promise<ZohoConnection> {
  return connectTo(zoho, startProvider, settings, options);
}
