import { z } from 'zod';
import { EVENT_TYPES } from '../../../shared/events.js';
import { isoTime, uuid } from './common.js';

export const eventSchema = z.object({
  id: uuid,
  type: z.enum(EVENT_TYPES),
  occurred_at: isoTime,
  app_id: uuid,
  workspace_id: z.string().nullable(),
  provider: z.string().nullable(),
  connection_id: uuid.nullable(),
  data: z.record(z.string(), z.unknown()),
});

export const eventsSchema = z.object({
  data: z.array(eventSchema),
  last_event_id: z.string(),
  reset: z.enum(['too_old', 'too_many', 'unknown_id']).nullable(),
});
