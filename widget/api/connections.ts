import type { Connection } from '../../shared/connection.js';
import type { ProviderInfo } from '../../shared/provider-info.js';
import type * as routes from '../../shared/routes/connections.js';
import type { CrmClient, Endpoint } from './client.js';

const PROVIDERS: Endpoint<typeof routes.listProviders> = { method: 'GET', path: '/crm/providers' };
const CONNECTIONS: Endpoint<typeof routes.listConnections> = { method: 'GET', path: '/crm/connections' };
const UPDATE: Endpoint<typeof routes.updateConnection> = {
  method: 'PATCH',
  path: '/crm/connections/:connection_id',
};
const DELETE: Endpoint<typeof routes.deleteConnection> = { method: 'DELETE', path: UPDATE.path };

/** CRMs the app offers. */
export async function listProviders(client: CrmClient, signal?: AbortSignal): Promise<ProviderInfo[]> {
  const page = await client.request<routes.ListProvidersResult>(PROVIDERS, signal ? { signal } : {});
  return page.data;
}

/** Accounts connected to the workspace of the key, disconnected ones too. */
export async function listConnections(client: CrmClient, signal?: AbortSignal): Promise<Connection[]> {
  const page = await client.request<routes.ListConnectionsResult>(CONNECTIONS, signal ? { signal } : {});
  return page.data;
}

export function pauseConnection(
  client: CrmClient,
  connectionId: string,
  paused: boolean,
): Promise<routes.UpdateConnectionResult> {
  return client.request(UPDATE, { params: { connection_id: connectionId }, body: { paused } });
}

/** Disconnects. `delete` also removes what was copied, here; in the CRM nothing is removed. */
export function deleteConnection(
  client: CrmClient,
  connectionId: string,
  data: 'keep' | 'delete',
): Promise<routes.DeleteConnectionResult> {
  return client.request(DELETE, { params: { connection_id: connectionId }, query: { data } });
}
