import type { ConnectFlow, Connection } from '../connection.js';
import type { ProviderInfo } from '../provider-info.js';
import { anyone, may, type Page, type Route } from './route.js';

export const listProviders = {
  method: 'GET',
  path: '/crm/providers',
  access: may('view'),
  success: 200,
  errors: [],
  summary: 'CRMs this app offers',
} as const satisfies Route;
export type ListProvidersResult = Page<ProviderInfo>;

export const createConnectFlow = {
  method: 'POST',
  path: '/crm/connect-flows',
  access: may('connect'),
  success: 201,
  creates: true,
  errors: ['provider_unknown', 'provider_not_configured'],
  summary: 'Begins to connect a CRM; open `url` in a window of the person, then poll the flow',
} as const satisfies Route;
export interface CreateConnectFlowBody {
  provider: string;
  workspace_id?: string;
}
/** `url` is ours (`/crm/:provider/start?flow=`): it binds the flow to the browser, then goes on to the CRM. */
export interface CreateConnectFlowResult extends ConnectFlow {
  url: string;
}

export const getConnectFlow = {
  method: 'GET',
  path: '/crm/connect-flows/:flow_id',
  access: may('connect'),
  success: 200,
  errors: ['flow_not_found'],
  summary: 'Where a sign-in stands',
} as const satisfies Route;
export type GetConnectFlowResult = ConnectFlow;

export const cancelConnectFlow = {
  method: 'DELETE',
  path: '/crm/connect-flows/:flow_id',
  access: may('connect'),
  success: 200,
  errors: ['flow_not_found'],
  summary: 'Gives a sign-in up; a late answer of the CRM is then refused',
} as const satisfies Route;

export const startSignIn = {
  method: 'GET',
  path: '/crm/:provider/start',
  access: anyone,
  success: 302,
  errors: ['provider_unknown', 'provider_not_configured', 'flow_not_found', 'flow_used', 'flow_expired'],
  summary: 'Sends the browser to the CRM: `?flow=` from a connect flow, or `?workspace_id=` with an app key',
} as const satisfies Route;

export const finishSignIn = {
  method: 'GET',
  path: '/crm/:provider/callback',
  access: anyone,
  success: 200,
  errors: [
    'provider_unknown',
    'state_invalid',
    'flow_used',
    'flow_expired',
    'browser_mismatch',
    'consent_denied',
    'code_rejected',
    'crm_unreachable',
    'already_connected',
  ],
  summary: 'Where the CRM sends the browser back to; answers a page that closes itself',
} as const satisfies Route;

export const connectByKey = {
  method: 'POST',
  path: '/crm/:provider/connect',
  access: may('connect'),
  success: 201,
  errors: [
    'provider_unknown',
    'credentials_refused',
    'host_not_allowed',
    'crm_unreachable',
    'crm_rate_limited',
    'already_connected',
  ],
  summary:
    'Connects a CRM that has no sign-in window by its `credential_fields`; sent again for the same account it replaces the key',
} as const satisfies Route;
export type ConnectByKeyResult = Connection;

export const listConnections = {
  method: 'GET',
  path: '/crm/connections',
  access: may('view'),
  success: 200,
  errors: [],
  summary: 'CRM accounts connected to a workspace',
} as const satisfies Route;
export type ListConnectionsResult = Page<Connection>;

export const updateConnection = {
  method: 'PATCH',
  path: '/crm/connections/:connection_id',
  access: may('sync'),
  success: 200,
  errors: ['connection_not_found', 'connection_needs_reauth'],
  summary: 'Pauses or resumes a connection',
} as const satisfies Route;
export interface UpdateConnectionBody {
  paused: boolean;
  workspace_id?: string;
}
export type UpdateConnectionResult = Connection;

export const renewWebhookAddress = {
  method: 'POST',
  path: '/crm/connections/:connection_id/webhook-address',
  access: may('connect'),
  success: 200,
  errors: ['connection_not_found'],
  summary:
    'A new address at which the CRM of a connection tells of changes, for CRMs where a person enters it; told once, and the one before ends',
} as const satisfies Route;
export interface RenewWebhookAddressResult {
  /** Whoever has it can tell us to look at a record: keep it as a secret. */
  url: string;
  /** What to do with it in the CRM, step by step. */
  steps: string[];
}

export const deleteConnection = {
  method: 'DELETE',
  path: '/crm/connections/:connection_id',
  access: may('connect'),
  success: 200,
  errors: ['connection_not_found'],
  summary:
    'Disconnects: `?data=keep` (default) keeps what was copied, `?data=delete` removes it here; nothing is removed in the CRM',
} as const satisfies Route;
export type DeleteConnectionResult = Connection;
