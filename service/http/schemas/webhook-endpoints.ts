import { z } from 'zod';
import { EVENT_TYPES } from '../../../shared/events.js';
import {
  DELIVERY_STATES,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../../../shared/webhook-endpoints.js';
import { hostId, isoTime, uuid } from './common.js';

/** Types an endpoint can be sent. */
export const eventType = z.enum(EVENT_TYPES);

/** What an app says of an endpoint. */
export const wishSchema = {
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  description: z.string().trim().min(1).max(200).nullable(),
  event_types: z
    .array(eventType)
    .min(1)
    .transform((types) => [...new Set(types)])
    .nullable(),
  workspace_id: hostId.nullable(),
};

export const endpointSchema = z.object({
  id: uuid,
  url: z.string(),
  description: z.string().nullable(),
  event_types: z.array(eventType).nullable(),
  workspace_id: z.string().nullable(),
  state: z.enum(['enabled', 'resting', 'disabled']),
  disabled_reason: z.enum(['by_person', 'gone', 'failing']).nullable(),
  failing_since: isoTime.nullable(),
  next_try_at: isoTime.nullable(),
  waiting: z.number().int(),
  dead: z.number().int(),
  created_at: isoTime,
}) satisfies z.ZodType<WebhookEndpoint>;

export const attemptSchema = z.object({
  at: isoTime,
  status: z.number().int().nullable(),
  error: z
    .enum([
      'timeout',
      'unreachable',
      'certificate_refused',
      'address_not_allowed',
      'redirect_not_followed',
      'status',
    ])
    .nullable(),
  duration_ms: z.number().int(),
  answer: z.string().nullable(),
}) satisfies z.ZodType<WebhookAttempt>;

export const deliverySchema = z.object({
  id: uuid,
  event_id: uuid,
  event_type: eventType,
  workspace_id: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number().int(),
  next_try_at: isoTime.nullable(),
  last_attempt: attemptSchema.nullable(),
  created_at: isoTime,
  settled_at: isoTime.nullable(),
}) satisfies z.ZodType<WebhookDelivery>;
