import { z } from 'zod';
import type {
  HeldDeletion,
  Reconciled,
  RunError,
  SyncLog,
  SyncRun,
  SyncStatus,
} from '../../../shared/run.js';
import { RUN_STATES } from '../../../shared/run.js';
import { isoTime, objectName, uuid } from './common.js';

/** Shapes of runs, status and logs, as answered. */
export const runError = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.enum(['you', 'crm_admin', 'us', 'nobody']),
  retry_at: isoTime.nullable(),
}) satisfies z.ZodType<RunError>;

const count = z.number().int();

export const runSchema = z.object({
  id: uuid,
  connection_id: uuid,
  provider: z.string(),
  kind: z.enum(['delta', 'backfill']),
  state: z.enum(RUN_STATES),
  objects: z.array(
    z.object({
      object: objectName,
      state: z.enum(['waiting', 'running', 'done', 'failed']),
      done: count,
      total: count.nullable(),
      created: count,
      updated: count,
      unchanged: count,
      failed: count,
    }),
  ),
  error: runError.nullable(),
  rate: z.number().nullable(),
  eta_s: z.number().nullable(),
  requested_by: z.string().nullable(),
  queued_at: isoTime,
  started_at: isoTime.nullable(),
  finished_at: isoTime.nullable(),
}) satisfies z.ZodType<SyncRun>;

export const heldDeletionSchema = z.object({
  id: uuid,
  connection_id: uuid,
  provider: z.string(),
  object: objectName,
  count,
  live: count,
  state: z.enum(['waiting', 'approved', 'dismissed']),
  created_at: isoTime,
  decided_at: isoTime.nullable(),
  decided_by: z.string().nullable(),
}) satisfies z.ZodType<HeldDeletion>;

export const reconciledSchema = z.object({
  last_24h: count,
  last_30d: count,
  by_object: z.partialRecord(objectName, count),
  last_at: isoTime.nullable(),
}) satisfies z.ZodType<Reconciled>;

export const statusSchema = z.object({
  connection_id: uuid,
  provider: z.string(),
  provider_label: z.string(),
  health: z.enum([
    'healthy',
    'never_run',
    'running',
    'error',
    'waiting_for_crm',
    'late',
    'needs_reauth',
    'paused',
    'disconnected',
  ]),
  since: isoTime.nullable(),
  last_change_at: isoTime.nullable(),
  next_sync_at: isoTime.nullable(),
  error: runError.nullable(),
  paused_by: z.string().nullable(),
  switched_off: z.boolean(),
  objects: z.array(
    z.object({
      object: objectName,
      count,
      unmapped: count,
      last_synced_at: isoTime.nullable(),
      next_sync_at: isoTime.nullable(),
      error: runError.nullable(),
    }),
  ),
  current_run: runSchema.nullable(),
  last_run: runSchema.nullable(),
  stopped_copy: runSchema.nullable(),
  pushes: z.object({
    waiting: count,
    failed: count,
    failed_by_object: z.partialRecord(objectName, count),
    sent_24h: count,
  }),
  hourly_changes: z.array(count),
  held_deletions: z.array(heldDeletionSchema),
  reconciled: reconciledSchema,
}) satisfies z.ZodType<SyncStatus>;

export const logSchema = z.object({
  id: z.string(),
  at: isoTime,
  provider: z.string(),
  connection_id: uuid,
  run_id: uuid.nullable(),
  level: z.enum(['info', 'warn', 'error']),
  code: z.string(),
  message: z.string(),
  object: objectName.nullable(),
  remote_id: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
}) satisfies z.ZodType<SyncLog>;
