import { ServiceError } from '../errors.js';
import type { Connector } from './connector.js';
import { connectors } from './registry.js';

/** The connector a caller names. @throws ServiceError `provider_unknown` with the names there are. */
export function findConnector(id: string): Connector {
  const connector = connectors.get(id);
  if (connector) return connector;
  throw new ServiceError('provider_unknown', {
    detail: `There is no provider "${id.slice(0, 40)}". There are: ${[...connectors.keys()].join(', ')}.`,
  });
}
