import { z } from 'zod';
import type { MappingRow, MappingVersion, RowDiff } from '../../../shared/mapping.js';
import type {
  GetMappingPresetResult,
  GetMappingVersionResult,
  ListMappingVersionsResult,
} from '../../../shared/routes/mapping-versions.js';
import { mappingRowSchema, mappingRowsSchema } from '../../mapping/rows-schema.js';
import { isoTime, objectName } from './common.js';

export const rowDiff = z.object({
  field: z.string(),
  before: mappingRowSchema.nullable(),
  after: mappingRowSchema.nullable(),
  changed: z.array(z.string() as unknown as z.ZodType<keyof MappingRow>),
}) satisfies z.ZodType<RowDiff>;

const count = z.number().int();

const mappingVersion = z.object({
  version: count,
  author: z.string().nullable(),
  note: z.string().nullable(),
  created_at: isoTime,
  changes: z.object({ added: count, changed: count, removed: count }),
}) satisfies z.ZodType<MappingVersion>;

export const versionsResult = z.object({
  versions: z.array(mappingVersion),
  next_cursor: z.string().nullable(),
}) satisfies z.ZodType<ListMappingVersionsResult>;

export const versionResult = z.object({
  version: count,
  author: z.string().nullable(),
  note: z.string().nullable(),
  created_at: isoTime.nullable(),
  rows: mappingRowsSchema,
  diff: z.array(rowDiff),
}) satisfies z.ZodType<GetMappingVersionResult>;

export const presetResult = z.object({
  provider: z.string(),
  object: objectName,
  rows: mappingRowsSchema,
}) satisfies z.ZodType<GetMappingPresetResult>;
