import { IANAZone } from 'luxon';
import { z } from 'zod';
import { DATETIME_FORMATS } from '../../../shared/mapping.js';
import { datetimeReader, datetimeWriter } from '../date-formats.js';
import { toIsoDatetime } from '../values.js';
import { isTemporal, type TransformDefinition } from './transform.js';

/**
 * An ISO time in UTC, from ISO text or epoch milliseconds, see `toIsoDatetime`; with a format, from text in it and from
 * ISO. Text that names no offset is read, and written, in `zone`. The CRM gets the format back, unless its field is a
 * point in time itself. A local time that a change of the clock makes twice is the first of the two.
 */
export const datetime: TransformDefinition<'datetime'> = {
  schema: z.strictObject({
    name: z.literal('datetime'),
    format: z.enum(DATETIME_FORMATS).exactOptional(),
    zone: z
      .string()
      .max(64)
      .refine((zone) => IANAZone.isValidZone(zone), { message: 'Give a time zone such as Europe/Rome.' })
      .exactOptional(),
  }),
  fromCrm: ({ format, zone = 'UTC' }) =>
    (format ?? 'iso') === 'iso' && zone === 'UTC' ? toIsoDatetime : datetimeReader(format ?? 'iso', zone),
  toCrm: ({ format, zone = 'UTC' }, { crmType }) =>
    (format ?? 'iso') === 'iso' || isTemporal(crmType)
      ? toIsoDatetime
      : datetimeWriter(format ?? 'iso', zone),
};
