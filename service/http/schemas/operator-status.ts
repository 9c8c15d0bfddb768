import { z } from 'zod';
import { type OperatorStatus, WEBHOOK_HEALTH } from '../../../shared/operator-status.js';
import { isoTime, objectName, uuid } from './common.js';
import { connectionSchema } from './connections.js';
import { reconciledSchema, runError, statusSchema } from './sync.js';

const count = z.number().int();
const at = isoTime.nullable();

/** Shape of the operator's view of a connection. */
export const operatorStatusSchema = z.object({
  app: z.object({ id: uuid, name: z.string() }),
  workspace_id: z.string(),
  connection_id: uuid,
  provider: z.string(),
  provider_label: z.string(),
  account: z.object({ id: z.string(), name: z.string() }),
  status: connectionSchema.shape.status,
  status_reason: connectionSchema.shape.status_reason,
  status_since: isoTime,
  health: statusSchema.shape.health,
  switched_off: z.boolean(),
  error: runError.nullable(),
  next_sync_at: at,
  lag_s: count.nullable(),
  failures: count,
  objects: z.array(
    z.object({
      object: objectName,
      last_synced_at: at,
      age_s: count.nullable(),
      copied_at: at,
      error: runError.nullable(),
    }),
  ),
  runs: z.object({ queued: count, running: count, oldest_at: at }),
  pushes: z.object({
    ...{ queued: count, waiting_for_quota: count, sending: count, checking: count },
    oldest_at: at,
  }),
  dead_letters: z.object({ count, by_code: z.record(z.string(), count) }),
  last_errors: z.array(
    z.object({
      at: isoTime,
      of: z.enum(['run', 'push', 'webhook']),
      code: z.string(),
      message: z.string(),
      object: objectName.nullable(),
    }),
  ),
  webhooks: z.object({
    health: z.enum(WEBHOOK_HEALTH),
    last_received_at: at,
    last_applied_at: at,
    waiting: count,
    oldest_at: at,
    failed: count,
    expires_at: at,
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  reconciled: reconciledSchema,
}) satisfies z.ZodType<OperatorStatus>;
