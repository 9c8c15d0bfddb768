import { z } from 'zod';
import { DATE_FORMATS } from '../../../shared/mapping.js';
import { dateReader, dateWriter } from '../date-formats.js';
import { toIsoDate } from '../values.js';
import { isTemporal, type TransformDefinition } from './transform.js';

/**
 * `YYYY-MM-DD`, from ISO dates and times and from epoch milliseconds, see `toIsoDate`; with a format, from text in it
 * and from ISO. The CRM gets that format back, unless its field is a date itself.
 */
export const date: TransformDefinition<'date'> = {
  schema: z.strictObject({ name: z.literal('date'), format: z.enum(DATE_FORMATS).exactOptional() }),
  fromCrm: ({ format }) => (format === undefined ? toIsoDate : dateReader(format)),
  toCrm: ({ format }, { crmType }) =>
    format === undefined || isTemporal(crmType) ? toIsoDate : dateWriter(format),
};
