import type { CrmEvent, EventType } from '../events.js';
import type {
  DeliveryState,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
} from '../webhook-endpoints.js';
import { backend, type Page, type PageQuery, type Route } from './route.js';

const BASE = '/crm/webhook-endpoints';
const ONE = '/crm/webhook-endpoints/:endpoint_id';

export const createWebhookEndpoint = {
  method: 'POST',
  path: BASE,
  access: backend,
  success: 201,
  creates: true,
  errors: ['host_not_allowed'],
  summary: 'Has events sent to an address; the secret that signs them is shown once',
} as const satisfies Route;
export interface CreateWebhookEndpointBody {
  /** https. */
  url: string;
  description?: string;
  /** Left out: all. */
  event_types?: EventType[];
  /** Left out: all of the app. */
  workspace_id?: string;
}
export interface CreateWebhookEndpointResult extends WebhookEndpoint {
  /** `whsec_` and 32 bytes in base64. */
  secret: string;
}

export const listWebhookEndpoints = {
  method: 'GET',
  path: BASE,
  access: backend,
  success: 200,
  errors: [],
  summary: 'Endpoints of the app',
} as const satisfies Route;
export type ListWebhookEndpointsResult = Page<WebhookEndpoint>;

export const getWebhookEndpoint = {
  method: 'GET',
  path: ONE,
  access: backend,
  success: 200,
  errors: ['webhook_endpoint_not_found'],
  summary: 'One endpoint, with how it does',
} as const satisfies Route;
export type GetWebhookEndpointResult = WebhookEndpoint;

export const updateWebhookEndpoint = {
  method: 'PATCH',
  path: ONE,
  access: backend,
  success: 200,
  errors: ['webhook_endpoint_not_found', 'host_not_allowed'],
  summary:
    'Changes an endpoint. A disabled one is sent nothing: what waited goes on once it is enabled, what happened meanwhile can be resent',
} as const satisfies Route;
export interface UpdateWebhookEndpointBody {
  url?: string;
  description?: string | null;
  event_types?: EventType[] | null;
  workspace_id?: string | null;
  enabled?: boolean;
}
export type UpdateWebhookEndpointResult = WebhookEndpoint;

export const deleteWebhookEndpoint = {
  method: 'DELETE',
  path: ONE,
  access: backend,
  success: 204,
  errors: ['webhook_endpoint_not_found'],
  summary: 'Removes an endpoint with its deliveries',
} as const satisfies Route;

export const rotateWebhookSecret = {
  method: 'POST',
  path: `${ONE}/rotate-secret`,
  access: backend,
  success: 200,
  creates: true,
  errors: ['webhook_endpoint_not_found'],
  summary: 'Makes a new secret; until the old one ends, each delivery bears a signature of both',
} as const satisfies Route;
export interface RotateWebhookSecretBody {
  /** How long the old one holds on: 0 to 604,800 seconds, a day by default. */
  overlap_s?: number;
}
export interface RotateWebhookSecretResult {
  secret: string;
  old_secret_expires_at: string;
}

export const testWebhookEndpoint = {
  method: 'POST',
  path: `${ONE}/test`,
  access: backend,
  success: 200,
  errors: ['webhook_endpoint_not_found'],
  summary:
    'Sends a signed webhook.test at once, also to a disabled endpoint, and answers with what came back',
} as const satisfies Route;
export interface TestWebhookEndpointResult extends WebhookAttempt {
  delivered: boolean;
}

export const listWebhookDeliveries = {
  method: 'GET',
  path: `${ONE}/deliveries`,
  access: backend,
  success: 200,
  errors: ['webhook_endpoint_not_found'],
  summary:
    'What was sent to an endpoint in the last seven days, newest first; `?state=dead` are the dead letters',
} as const satisfies Route;
export interface ListWebhookDeliveriesQuery extends PageQuery {
  state?: DeliveryState;
  event_type?: EventType;
}
export type ListWebhookDeliveriesResult = Page<WebhookDelivery>;

export const getWebhookDelivery = {
  method: 'GET',
  path: `${ONE}/deliveries/:delivery_id`,
  access: backend,
  success: 200,
  errors: ['webhook_endpoint_not_found', 'webhook_delivery_not_found'],
  summary: 'One delivery with its event and every attempt, newest first',
} as const satisfies Route;
export interface GetWebhookDeliveryResult extends WebhookDelivery {
  event: CrmEvent;
  tried: WebhookAttempt[];
}

export const resendWebhookDelivery = {
  method: 'POST',
  path: `${ONE}/deliveries/:delivery_id/resend`,
  access: backend,
  success: 202,
  errors: ['webhook_endpoint_not_found', 'webhook_delivery_not_found', 'webhook_endpoint_disabled'],
  summary: 'Sends one delivery again, whatever became of it, with a day of new tries',
} as const satisfies Route;
export type ResendWebhookDeliveryResult = WebhookDelivery;

export const resendWebhookDeliveries = {
  method: 'POST',
  path: `${ONE}/resend`,
  access: backend,
  success: 202,
  errors: ['webhook_endpoint_not_found', 'webhook_endpoint_disabled'],
  summary:
    'Sends up to 1,000 events of a time range again, oldest first: those given up, or those it was never sent',
} as const satisfies Route;
export interface ResendWebhookDeliveriesBody {
  /** By the time of the event; not older than seven days. */
  since: string;
  until?: string;
  /** `missed`: what the endpoint would have been sent had it been enabled, or there. Default `dead`. */
  which?: 'dead' | 'missed';
}
export interface ResendWebhookDeliveriesResult {
  resent: number;
  /** More are left: ask again. */
  has_more: boolean;
}
