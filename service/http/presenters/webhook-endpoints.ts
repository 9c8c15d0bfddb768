import type { WebhookDelivery, WebhookEndpoint } from '../../../shared/webhook-endpoints.js';
import type { DeliveryRow } from '../../events/webhooks/deliveries.js';
import type { EndpointRow } from '../../events/webhooks/endpoints.js';

export function presentEndpoint(row: EndpointRow): WebhookEndpoint {
  const isResting = row.enabled && row.open_until !== null;
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    event_types: row.event_types,
    workspace_id: row.workspace_id,
    state: isResting ? 'resting' : row.enabled ? 'enabled' : 'disabled',
    disabled_reason: row.disabled_reason,
    failing_since: row.failing_since?.toISOString() ?? null,
    next_try_at: isResting ? (row.open_until?.toISOString() ?? null) : null,
    waiting: row.waiting,
    dead: row.dead,
    created_at: row.created_at.toISOString(),
  };
}

export function presentDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    id: row.delivery_id,
    event_id: row.id,
    event_type: row.type,
    workspace_id: row.workspace_id,
    state: row.state,
    attempts: row.attempts,
    next_try_at: row.state === 'waiting' ? row.next_try_at.toISOString() : null,
    last_attempt: row.last,
    created_at: row.created_at.toISOString(),
    settled_at: row.settled_at?.toISOString() ?? null,
  };
}
