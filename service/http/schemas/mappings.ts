import { z } from 'zod';
import {
  type CrmField,
  FIELD_CHANGES,
  type FieldDrift,
  type FieldShape,
  MAPPING_LEVELS,
  type MappingFault,
  type MappingPreview,
} from '../../../shared/mapping.js';
import { type AppField, FIELD_TYPES } from '../../../shared/records.js';
import type {
  FindExamplesResult,
  GetFieldsResult,
  GetMappingResult,
} from '../../../shared/routes/mappings.js';
import { mappingRowsSchema } from '../../mapping/rows-schema.js';
import { fieldValue, isoTime, objectName } from './common.js';

/** Shapes of fields, mappings and previews, as answered. */
const fieldType = z.enum(FIELD_TYPES);

const appField = z.object({
  name: z.string(),
  type: fieldType,
  required: z.literal(true).exactOptional(),
  options: z.array(z.string()).readonly().exactOptional(),
  target: objectName.exactOptional(),
  sensitive: z.literal(true).exactOptional(),
  label: z.union([z.string(), z.record(z.string(), z.string())]).exactOptional(),
  custom: z.literal(true).exactOptional(),
}) satisfies z.ZodType<AppField>;

const crmField = z.object({
  name: z.string(),
  label: z.string(),
  type: fieldType,
  native_type: z.string(),
  required: z.boolean(),
  read_only: z.boolean(),
  custom: z.boolean(),
  unique: z.boolean(),
  group: z.string().nullable(),
  options: z.array(
    z.object({
      value: z.string(),
      label: z.string(),
      closed: z.boolean().exactOptional(),
      pipeline: z.string().exactOptional(),
    }),
  ),
  samples: z.array(z.string()),
}) satisfies z.ZodType<CrmField>;

const fieldShape = z.object({
  type: fieldType,
  native_type: z.string(),
  required: z.boolean(),
  read_only: z.boolean(),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
}) satisfies z.ZodType<FieldShape>;

export const fieldDrift = z.object({
  crm: z.string(),
  label: z.string(),
  change: z.enum(FIELD_CHANGES),
  fields: z.array(z.string()),
  paused: z.boolean(),
  since: isoTime,
  before: fieldShape.nullable(),
  after: fieldShape.nullable(),
}) satisfies z.ZodType<FieldDrift>;

export const fieldsResult = z.object({
  provider: z.string(),
  object: objectName,
  app_fields: z.array(appField),
  crm_fields: z.array(crmField),
  fetched_at: isoTime,
}) satisfies z.ZodType<GetFieldsResult>;

export const fault = z.object({
  row: z.number().int(),
  field: z.string(),
  code: z.string() as unknown as z.ZodType<MappingFault['code']>,
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  crm: z.string().exactOptional(),
  outcome: z.string().exactOptional(),
}) satisfies z.ZodType<MappingFault>;

export const mappingResult = z.object({
  provider: z.string(),
  object: objectName,
  level: z.enum(MAPPING_LEVELS),
  version: z.number().int(),
  source: z.enum(['preset', 'app', 'workspace']),
  rows: mappingRowsSchema,
  base: z.object({
    source: z.enum(['preset', 'app']),
    version: z.number().int(),
    rows: mappingRowsSchema,
  }),
  updated_at: isoTime.nullable(),
  updated_by: z.string().nullable(),
  faults: z.array(fault),
  drift: z.array(fieldDrift),
  can_edit: z.boolean(),
}) satisfies z.ZodType<GetMappingResult>;

export const previewResult = z.object({
  record: z
    .object({ remote_id: z.string().nullable(), local_id: z.string().nullable(), label: z.string() })
    .nullable(),
  rows: z.array(
    z.object({
      field: z.string(),
      crm: z.string().nullable(),
      raw: fieldValue,
      value: fieldValue,
      error: z.string().nullable(),
      ours: fieldValue,
      ours_by: z.enum(['crm', 'host']).nullable(),
      to_crm: fieldValue,
      to_crm_error: z.string().nullable(),
      masked: z.literal(true).exactOptional(),
    }),
  ),
}) satisfies z.ZodType<MappingPreview>;

export const examplesResult = z.object({
  examples: z.array(
    z.object({ remote_id: z.string().nullable(), local_id: z.string().nullable(), label: z.string() }),
  ),
  values: z.record(z.string(), z.array(z.string())),
}) satisfies z.ZodType<FindExamplesResult>;
