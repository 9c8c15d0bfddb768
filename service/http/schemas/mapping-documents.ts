import { z } from 'zod';
import { MAPPING_DOCUMENT_FORMAT } from '../../../shared/mapping.js';
import { OBJECTS } from '../../../shared/records.js';
import type { ExportMappingsResult, ImportMappingsResult } from '../../../shared/routes/mapping-documents.js';
import { mappingRowsSchema } from '../../mapping/rows-schema.js';
import { isoTime, objectName } from './common.js';
import { rowDiff } from './mapping-versions.js';
import { fault } from './mappings.js';

const mappings = z.array(z.strictObject({ object: objectName, rows: mappingRowsSchema })).max(OBJECTS.length);

export const documentResult = z.object({
  format: z.literal(MAPPING_DOCUMENT_FORMAT),
  format_version: z.literal(1),
  provider: z.string(),
  exported_at: isoTime,
  mappings,
}) satisfies z.ZodType<ExportMappingsResult>;

/** A file as it comes: what it is, and of which time, is told by an error of its own. */
export const anyDocument = z.strictObject({
  format: z.string().max(100),
  format_version: z.number(),
  provider: z.string().min(1).max(40),
  exported_at: isoTime,
  mappings: mappings.min(1),
});

export const importResult = z.object({
  objects: z.array(z.object({ object: objectName, diff: z.array(rowDiff), faults: z.array(fault) })),
  saved: z.boolean(),
}) satisfies z.ZodType<ImportMappingsResult>;
