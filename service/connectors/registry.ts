import { ServiceError } from '../errors.js';
import type { Connector } from './connector.js';
import { hubspot } from './hubspot/index.js';
import { odoo } from './odoo/index.js';
import { zoho } from './zoho/index.js';

const all: Connector[] = [
  hubspot, //
  zoho,
  odoo,
];

/** Every provider by its id, in the order they are shown. A new one is a folder and a line above. */
export const connectors: ReadonlyMap<string, Connector> = new Map(all.map((each) => [each.id, each]));

/** Data centres of a provider; none where it has one for all. */
export function regionsOf(id: string): readonly string[] {
  const auth = connectors.get(id)?.auth;
  return auth?.kind === 'oauth2' ? (auth.regions?.ids ?? []) : [];
}

/** @throws ServiceError `provider_unknown`. */
export function connectorFor(id: string): Connector {
  const connector = connectors.get(id);
  if (!connector) throw new ServiceError('provider_unknown');
  return connector;
}
