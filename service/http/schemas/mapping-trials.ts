import { z } from 'zod';
import { type DryRun, TRIAL_SIDES } from '../../../shared/mapping-trials.js';
import type { ListUnmappedResult } from '../../../shared/routes/mapping-trials.js';
import { fieldValue, isoTime } from './common.js';

/** Shapes of dry runs and of records that could not be mapped, as answered. */
const count = z.number().int();
const bySide = { crm: count, app: count, check: count };

export const dryRunResult = z.object({
  tried: count,
  total: count,
  next: z.string().nullable(),
  records: z.object(bySide),
  fields: z.array(
    z.object({
      field: z.string(),
      ...bySide,
      not_copied: count,
      examples: z.array(
        z.object({
          remote_id: z.string().nullable(),
          label: z.string(),
          side: z.enum(TRIAL_SIDES),
          before: fieldValue,
          after: fieldValue,
          error: z.string().nullable(),
          code: z.string().nullable(),
          without: z.enum(['crm', 'app']).nullable(),
        }),
      ),
    }),
  ),
}) satisfies z.ZodType<DryRun>;

export const unmappedResult = z.object({
  counts: z.array(z.object({ field: z.string(), crm: z.string(), code: z.string(), count })),
  total_records: count,
  items: z.array(
    z.object({
      local_id: z.string(),
      remote_id: z.string(),
      remote_url: z.string().nullable(),
      label: z.string(),
      field: z.string(),
      crm: z.string(),
      code: z.string(),
      message: z.string(),
      raw: fieldValue,
      since: isoTime,
    }),
  ),
  next_cursor: z.string().nullable(),
}) satisfies z.ZodType<ListUnmappedResult>;
