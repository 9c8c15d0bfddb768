import type { EventType } from './events.js';

/** Where an app has events sent. */
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string | null;
  /** Null: every type there is, and those that will be. */
  event_types: EventType[] | null;
  /** Only of this workspace (the host's id), without what concerns the whole app; null: all. */
  workspace_id: string | null;
  /** `resting`: it failed several times in a row and is tried with single deliveries until one arrives. */
  state: 'enabled' | 'resting' | 'disabled';
  /** `gone`: it answered 410; `failing`: it took nothing for days. */
  disabled_reason: 'by_person' | 'gone' | 'failing' | null;
  failing_since: string | null;
  /** When a resting one is tried next. */
  next_try_at: string | null;
  /** Deliveries that wait, and those given up that were not sent again. */
  waiting: number;
  dead: number;
  created_at: string;
}

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why an attempt did not arrive. */
export type AttemptError =
  | 'timeout'
  | 'unreachable'
  | 'certificate_refused'
  | 'address_not_allowed'
  | 'redirect_not_followed'
  | 'status';

/** One try, with what came back. */
export interface WebhookAttempt {
  at: string;
  /** Null when no answer came. */
  status: number | null;
  error: AttemptError | null;
  duration_ms: number;
  /** The first bytes of the answer. */
  answer: string | null;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  id: string;
  /** `webhook-id` of every attempt. */
  event_id: string;
  event_type: EventType;
  workspace_id: string | null;
  state: DeliveryState;
  attempts: number;
  next_try_at: string | null;
  last_attempt: WebhookAttempt | null;
  created_at: string;
  settled_at: string | null;
}
