import { DateTime, type DateTimeOptions } from 'luxon';
import type { DateFormat, DateTimeFormat } from '../../shared/mapping.js';
import type { Fault, Step } from './conversion.js';
import {
  isoFromMs,
  MAX_SCALAR_LENGTH,
  NOT_A_DATE,
  NOT_A_DATETIME,
  toIsoDate,
  toIsoDatetime,
} from './values.js';

const MS_OF = { epoch_ms: 1, epoch_s: 1000 } as const;
type Epoch = keyof typeof MS_OF;
const isEpoch = (format: string): format is Epoch => Object.hasOwn(MS_OF, format);

const ISO_OFFSET = "yyyy-MM-dd'T'HH:mm:ssZZ";
/** The names of months and of halves of a day. */
const LOCALE = 'en-US';
const DIGITS = /^\d+$/;
const EPOCH = /^-?\d{1,15}$/;

/** Reads a day written in a format, or in ISO. */
export function dateReader(format: DateFormat): Step {
  if (isEpoch(format)) {
    return (value) => {
      const text = textOf(value);
      if (!EPOCH.test(text)) return toIsoDate(value);
      return fromEpoch(text, format)?.slice(0, 10) ?? NOT_A_DATE;
    };
  }
  const parse = parser(format, { zone: 'utc' });
  return (value) => {
    const read = parse(textOf(value));
    return read?.toISODate() ?? (isBareNumber(value) ? NOT_A_DATE : toIsoDate(value));
  };
}

/** Writes one of our dates in a format. */
export function dateWriter(format: DateFormat): Step {
  return (value) => {
    const iso = toIsoDate(value);
    if (typeof iso !== 'string') return iso;
    const ms = Date.parse(`${iso}T00:00:00Z`);
    return isEpoch(format) ? ms / MS_OF[format] : written(ms, 'utc', format);
  };
}

/** Reads a point in time written in a format, or in ISO; text without an offset stands in `zone`. */
export function datetimeReader(format: DateTimeFormat, zone: string): Step {
  const readIso = isoReader(zone);
  if (format === 'iso' || format === 'iso_offset') return readIso;
  if (isEpoch(format)) {
    return (value) => {
      const text = textOf(value);
      return EPOCH.test(text) ? (fromEpoch(text, format) ?? NOT_A_DATETIME) : readIso(value);
    };
  }
  const parse = parser(format, { zone });
  return (value) => {
    const read = parse(textOf(value));
    if (read !== null) return firstInstant(read) ?? NOT_A_DATETIME;
    return isBareNumber(value) ? NOT_A_DATETIME : readIso(value);
  };
}

/** Writes one of our points in time in a format, as the clocks of `zone` show it. */
export function datetimeWriter(format: DateTimeFormat, zone: string): Step {
  return (value) => {
    const iso = toIsoDatetime(value);
    if (typeof iso !== 'string' || format === 'iso') return iso;
    const ms = Date.parse(iso);
    if (isEpoch(format)) return Math.floor(ms / MS_OF[format]);
    return written(ms, zone, format === 'iso_offset' ? ISO_OFFSET : format);
  };
}

/** ISO text that names its offset, and what is no text, need no zone. */
const NAMES_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/i;
const NAMES_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
const ISO_DAY = /^\d{4}-\d\d-\d\d$/;

function isoReader(zone: string): (value: unknown) => string | Fault {
  if (zone === 'UTC') return toIsoDatetime;
  return (value) => {
    const text = textOf(value);
    const isLocal = ISO_DAY.test(text) || (NAMES_TIME.test(text) && !NAMES_OFFSET.test(text));
    if (!isLocal) return toIsoDatetime(value);
    const read = DateTime.fromISO(text.replace(' ', 'T'), { zone });
    return (read.isValid ? firstInstant(read) : null) ?? NOT_A_DATETIME;
  };
}

/** Reads text in a luxon format, with days and months of one digit, too; null for other text. */
function parser(format: string, options: DateTimeOptions): (text: string) => DateTime | null {
  const lenient =
    format === 'yyyyMMdd' ? format : format.replace(/\b(dd|MM|HH|hh)\b/g, (token) => token.charAt(0));
  const compiled = DateTime.buildFormatParser(lenient, { locale: LOCALE });
  return (text) => {
    if (text === '') return null;
    const read = DateTime.fromFormatParser(text, compiled, { ...options, locale: LOCALE });
    return read.isValid ? read : null;
  };
}

/** Of a local time that is there twice luxon takes one by the season we are in now; a mapping must not. */
const firstInstant = (read: DateTime): string | null =>
  isoFromMs((read.getPossibleOffsets()[0] ?? read).toMillis());

function written(ms: number, zone: string, format: string): string {
  return DateTime.fromMillis(ms, { zone, locale: LOCALE, numberingSystem: 'latn' }).toFormat(format);
}

const fromEpoch = (digits: string, unit: Epoch): string | null => isoFromMs(Number(digits) * MS_OF[unit]);

/** Digits without a format that says so: neither milliseconds nor a day written without signs. */
const isBareNumber = (value: unknown): boolean => typeof value === 'string' && DIGITS.test(value.trim());

/** Empty for what cannot be a date; numbers as their digits. */
function textOf(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(Math.trunc(value)) : '';
  return typeof value === 'string' && value.length <= MAX_SCALAR_LENGTH ? value.trim() : '';
}
