import { randomUUID } from 'node:crypto';
import type { CrmEvent } from '../../../shared/events.js';
import type { WebhookAttempt } from '../../../shared/webhook-endpoints.js';
import type { Services } from '../../services.js';
import { presentEvent } from '../present-event.js';
import { webhookAgent } from './agent.js';
import { type ClaimedDelivery, handBack } from './claim-deliveries.js';
import { signingKeys } from './secrets.js';
import { sendWebhook } from './send.js';
import { settleDelivery } from './settle-delivery.js';

/** A process that stops waits so long for what is under way: begun anew, it may arrive twice. */
const GRACE_MS = 3_000;

/** Sends a claimed delivery once and writes what became of it. */
export async function deliver(
  services: Services,
  delivery: ClaimedDelivery,
  stopping: AbortSignal,
): Promise<void> {
  const { endpointId, url, event } = delivery;
  const grace = afterGrace(stopping);
  const attempt = await sendTo(services, { id: endpointId, url }, presentEvent(event), grace.signal);
  grace.end();
  if (attempt.status === null && grace.signal.aborted) return handBack(services.store, delivery);
  const outcome = await settleDelivery(services, delivery, attempt);
  services.metrics.webhookDeliveries.inc({ outcome });
  const { status, error, duration_ms } = attempt;
  services.log.info(
    {
      ...{ delivery_id: delivery.id, endpoint_id: endpointId, event_id: event.id, attempt: delivery.attempt },
      ...{ status, error, duration_ms, outcome },
    },
    'webhook sent',
  );
}

function afterGrace(stopping: AbortSignal): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  const wait = (): void => {
    timer = setTimeout(() => controller.abort(), GRACE_MS);
  };
  if (stopping.aborted) wait();
  else stopping.addEventListener('abort', wait, { once: true });
  return {
    signal: controller.signal,
    end: () => {
      stopping.removeEventListener('abort', wait);
      if (timer) clearTimeout(timer);
    },
  };
}

/** Sends a `webhook.test`, of which nothing is kept. */
export function sendTest(
  services: Services,
  endpoint: { id: string; appId: string; url: string },
): Promise<WebhookAttempt> {
  const event: CrmEvent = {
    ...{ id: randomUUID(), type: 'webhook.test', occurred_at: services.clock.now().toISOString() },
    ...{ app_id: endpoint.appId, workspace_id: null, provider: null, connection_id: null },
    data: { endpoint_id: endpoint.id },
  };
  return sendTo(services, endpoint, event);
}

async function sendTo(
  services: Services,
  endpoint: { id: string; url: string },
  event: CrmEvent,
  signal?: AbortSignal,
): Promise<WebhookAttempt> {
  const keys = await signingKeys(services, endpoint.id);
  const message = { id: event.id, at: services.clock.now(), body: JSON.stringify(event) };
  const agent = webhookAgent(services.config.allowPrivateCrmHosts);
  return sendWebhook(endpoint.url, message, keys, { agent, ...(signal ? { signal } : {}) });
}
