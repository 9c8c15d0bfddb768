import { z } from 'zod';
import { CUSTOM_FIELD_TYPES, type CustomFieldDefinition } from '../../../shared/records.js';
import type { GetAppFieldsResult } from '../../../shared/routes/app-fields.js';
import { isoTime, objectName } from './common.js';

const MAX_FIELDS = 200;
const MAX_OPTIONS = 500;
const MAX_LANGUAGES = 30;

const text = z.string().trim().min(1).max(120);

/** `en`, `pt-BR`. */
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is no language, such as en');
const labels = z
  .record(language, text)
  .refine((byLanguage) => Object.keys(byLanguage).length > 0, 'must have a language')
  .refine((byLanguage) => Object.keys(byLanguage).length <= MAX_LANGUAGES, 'has too many languages');

const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;

const customField = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower case letters, digits and _, 63 at most'),
    label: z.union([text, labels]),
    type: z.enum(CUSTOM_FIELD_TYPES),
    options: z
      .array(text)
      .min(1)
      .max(MAX_OPTIONS)
      .refine(isUnique, 'must not repeat an option')
      .exactOptional(),
    required: z.literal(true).exactOptional(),
    sensitive: z.literal(true).exactOptional(),
  })
  .refine(({ type, options }) => (type === 'enum') === (options !== undefined), {
    path: ['options'],
    message: 'are for fields of the type enum, which need them',
  }) satisfies z.ZodType<CustomFieldDefinition>;

export const customFields = z
  .array(customField)
  .max(MAX_FIELDS)
  .refine((fields) => isUnique(fields.map(({ name }) => name)), 'must not name a field twice');

export const appFieldsResult = z.object({
  object: objectName,
  fields: customFields,
  updated_at: isoTime.nullable(),
}) satisfies z.ZodType<GetAppFieldsResult>;
