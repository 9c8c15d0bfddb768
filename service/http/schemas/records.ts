import { z } from 'zod';
import type { CrmRecord } from '../../../shared/records.js';
import { fields, isoTime, objectName, uuid } from './common.js';

/** A record as the feed and the lists answer it. */
export const recordSchema = z.object({
  object: objectName,
  local_id: z.string(),
  remote_id: z.string().nullable(),
  provider: z.string(),
  connection_id: uuid,
  fields,
  custom: fields,
  remote_url: z.string().nullable(),
  deleted: z.boolean(),
  merged_into: z.string().nullable(),
  remote_updated_at: isoTime.nullable(),
  updated_at: isoTime,
}) satisfies z.ZodType<CrmRecord>;

/** A single record, with who set each of its fields. */
export const detailSchema = recordSchema.extend({
  provenance: z.record(z.string(), z.object({ by: z.enum(['crm', 'host']), at: isoTime })),
});
