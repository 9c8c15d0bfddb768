import type { Connection } from '../../shared/connection.js';
import type * as routes from '../../shared/routes/connections.js';
import type { CrmClient, Endpoint } from './client.js';

const CREATE_FLOW: Endpoint<typeof routes.createConnectFlow> = { method: 'POST', path: '/crm/connect-flows' };
const GET_FLOW: Endpoint<typeof routes.getConnectFlow> = {
  method: 'GET',
  path: '/crm/connect-flows/:flow_id',
};
const CANCEL_FLOW: Endpoint<typeof routes.cancelConnectFlow> = { method: 'DELETE', path: GET_FLOW.path };

/** Begins a sign-in. One click is one `idempotencyKey`: a repeat answers the same flow. */
export function createConnectFlow(
  client: CrmClient,
  provider: string,
  idempotencyKey: string,
): Promise<routes.CreateConnectFlowResult> {
  return client.request(CREATE_FLOW, { body: { provider }, idempotencyKey });
}

export function getConnectFlow(
  client: CrmClient,
  flowId: string,
  signal?: AbortSignal,
): Promise<routes.GetConnectFlowResult> {
  return client.request(GET_FLOW, { params: { flow_id: flowId }, ...(signal && { signal }) });
}

export async function cancelConnectFlow(client: CrmClient, flowId: string): Promise<void> {
  await client.request(CANCEL_FLOW, { params: { flow_id: flowId } });
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
  const route: Endpoint = { method: 'POST', path: '/crm/:provider/connect' };
  return client.request(route, { params: { provider }, body: values, timeoutMs: 30_000 });
}
