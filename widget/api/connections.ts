import type { Connection } from '../../shared/connection.js';
import type { ProviderInfo } from '../../shared/provider-info.js';
import {
  type CreateConnectFlowResult,
  cancelConnectFlow as cancelConnectFlowRoute,
  createConnectFlow as createConnectFlowRoute,
  type DeleteConnectionResult,
  deleteConnection as deleteConnectionRoute,
  type GetConnectFlowResult,
  getConnectFlow as getConnectFlowRoute,
  type ListConnectionsResult,
  type ListProvidersResult,
  listConnections as listConnectionsRoute,
  listProviders as listProvidersRoute,
  type UpdateConnectionResult,
  updateConnection as updateConnectionRoute,
} from '../../shared/routes/connections.js';
import type { CrmClient } from './client.js';

/** CRMs the app offers. */
export async function listProviders(client: CrmClient, signal?: AbortSignal): Promise<ProviderInfo[]> {
  const page = await client.request<ListProvidersResult>(listProvidersRoute, signal ? { signal } : {});
  return page.data;
}

/** Accounts connected to the workspace of the key, disconnected ones too. */
export async function listConnections(client: CrmClient, signal?: AbortSignal): Promise<Connection[]> {
  const page = await client.request<ListConnectionsResult>(listConnectionsRoute, signal ? { signal } : {});
  return page.data;
}

/** Begins a sign-in. One click is one `idempotencyKey`: a repeat answers the same flow. */
export function createConnectFlow(
  client: CrmClient,
  provider: string,
  idempotencyKey: string,
): Promise<CreateConnectFlowResult> {
  return client.request(createConnectFlowRoute, { body: { provider }, idempotencyKey });
}

export function getConnectFlow(
  client: CrmClient,
  flowId: string,
  signal?: AbortSignal,
): Promise<GetConnectFlowResult> {
  return client.request(getConnectFlowRoute, { params: { flow_id: flowId }, ...(signal && { signal }) });
}

export async function cancelConnectFlow(client: CrmClient, flowId: string): Promise<void> {
  await client.request(cancelConnectFlowRoute, { params: { flow_id: flowId } });
}

/**
 * Connects a provider that takes a form instead of a sign-in window.
 *
 * @throws ApiError with one fault per wrong field in `problem.errors`, `path` being the field's name.
 */
export function connectWithCredentials(
  client: CrmClient,
  provider: string,
  values: Record<string, string>,
): Promise<Connection> {
  const route = {
    method: 'POST',
    path: '/crm/:provider/connect',
    access: createConnectFlowRoute.access,
    success: 201,
    errors: [],
    summary: 'Connects with the fields of a form',
  } as const;
  return client.request(route, { params: { provider }, body: values, timeoutMs: 30_000 });
}

export function pauseConnection(
  client: CrmClient,
  connectionId: string,
  paused: boolean,
): Promise<UpdateConnectionResult> {
  return client.request(updateConnectionRoute, { params: { connection_id: connectionId }, body: { paused } });
}

/** Disconnects. `delete` also removes what was copied, here; in the CRM nothing is removed. */
export function deleteConnection(
  client: CrmClient,
  connectionId: string,
  data: 'keep' | 'delete',
): Promise<DeleteConnectionResult> {
  return client.request(deleteConnectionRoute, { params: { connection_id: connectionId }, query: { data } });
}
