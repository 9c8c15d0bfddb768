import { Fault } from './conversion.js';

export const NOT_TEXT = new Fault('not_text', 'is not text.');
export const NOT_A_NUMBER = new Fault('not_a_number', 'is not a plain number.');
export const NOT_AN_INTEGER = new Fault('not_an_integer', 'is not a whole number.');
export const NOT_A_BOOLEAN = new Fault('not_a_boolean', 'is neither yes nor no.');
export const NOT_A_DATE = new Fault('not_a_date', 'is not a date.');
export const NOT_A_DATETIME = new Fault('not_a_datetime', 'is not a point in time.');

const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const ISO_DATE = /^\d{4}-\d\d-\d\d$/;
const ISO_UTC = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;
const ISO_TIME =
  /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/i;
const EPOCH_MS = /^-?\d{1,15}$/;
/** Longest text that can be a number, a date or a time: longer ones are refused unread. */
export const MAX_SCALAR_LENGTH = 64;
const MIN_MS = Date.parse('0000-01-01T00:00:00Z');
const MAX_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A finite number from a number or from plain decimal text. Grouping (`1,234`) is refused, never guessed: the same
 * text means two numbers in two countries.
 */
export function toNumber(value: unknown): number | Fault {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_A_NUMBER;
  if (typeof value !== 'string' || value.length > MAX_SCALAR_LENGTH) return NOT_A_NUMBER;
  if (!PLAIN_NUMBER.test(value) && !PLAIN_NUMBER.test(value.trim())) return NOT_A_NUMBER;
  const number = Number(value);
  return Number.isFinite(number) ? number : NOT_A_NUMBER;
}

/** Signs that group digits: space, no-break space, thin and narrow no-break space, apostrophes. */
const GROUP = "[ \u00a0\u2009\u202f'’";
const DECIMALS: Readonly<Record<'.' | ',', RegExp>> = {
  '.': decimalPattern(`${GROUP},]`, '\\.'),
  ',': decimalPattern(`${GROUP}.]`, ','),
};
const NOT_DIGITS: Readonly<Record<'.' | ',', RegExp>> = {
  '.': new RegExp(`${GROUP},]`, 'g'),
  ',': new RegExp(`${GROUP}.]`, 'g'),
};

/** The last group has three digits, so that `1,23` is never read as 123. */
function decimalPattern(group: string, point: string): RegExp {
  const grouped = `\\d{1,3}(?:${group}\\d{2,3})*${group}\\d{3}`;
  return new RegExp(`^[+-]?(?:(?:${grouped}|\\d+)(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d{1,3})?$`);
}

/** A finite number from a number or from text with that decimal sign; other signs may group its digits. */
export function readDecimal(value: unknown, decimal: '.' | ','): number | Fault {
  if (typeof value !== 'string') return toNumber(value);
  const text = value.length > MAX_SCALAR_LENGTH ? '' : value.trim();
  if (!DECIMALS[decimal].test(text)) return NOT_A_NUMBER;
  const number = Number(text.replace(NOT_DIGITS[decimal], '').replace(decimal, '.'));
  return Number.isFinite(number) ? number : NOT_A_NUMBER;
}

/** A safe integer from a number or its text; decimals are refused, not rounded. */
export function toInteger(value: unknown): number | Fault {
  const number = toNumber(value);
  if (number instanceof Fault) return number;
  return Number.isSafeInteger(number) ? number : NOT_AN_INTEGER;
}

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['y', true],
  ['on', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['n', false],
  ['off', false],
  ['0', false],
]);

/** A boolean from one, from 1 and 0, or from their English words in any case. */
export function toBoolean(value: unknown): boolean | Fault {
  if (typeof value === 'boolean') return value;
  if (value === 1) return true;
  if (value === 0) return false;
  if (typeof value !== 'string' || value.length > MAX_SCALAR_LENGTH) return NOT_A_BOOLEAN;
  return BOOLEAN_WORDS.get(value) ?? BOOLEAN_WORDS.get(value.trim().toLowerCase()) ?? NOT_A_BOOLEAN;
}

/** Text from text, a finite number, a boolean, or a list of those (joined with `; `). */
export function toText(value: unknown): string | Fault {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : NOT_TEXT;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (!Array.isArray(value)) return NOT_TEXT;
  const list = toTextList(value);
  return list instanceof Fault ? NOT_TEXT : list.join('; ');
}

/** A list of texts from a list of texts, finite numbers and booleans. */
export function toTextList(value: readonly unknown[]): string[] | Fault {
  const list: string[] = [];
  for (const item of value) {
    const text = Array.isArray(item) ? NOT_TEXT : toText(item);
    if (text instanceof Fault) return text;
    list.push(text);
  }
  return list;
}

/**
 * `YYYY-MM-DD` from a date, from the date part of an ISO time as written (the CRM's own calendar day, whatever its
 * offset), or from epoch milliseconds (UTC).
 */
export function toIsoDate(value: unknown): string | Fault {
  if (typeof value === 'string' && value.length === 10 && ISO_DATE.test(value) && isCalendarDay(value)) {
    return value;
  }
  const text = scalarText(value);
  if (text === null) return NOT_A_DATE;
  if (ISO_DATE.test(text)) return isCalendarDay(text) ? text : NOT_A_DATE;
  if (ISO_TIME.test(text)) return isCalendarDay(text) ? text.slice(0, 10) : NOT_A_DATE;
  return (EPOCH_MS.test(text) ? isoFromMs(Number(text))?.slice(0, 10) : null) ?? NOT_A_DATE;
}

/**
 * An ISO time in UTC with milliseconds, from ISO text or epoch milliseconds (number or digits). Text without an
 * offset is read as UTC, as Odoo means it; a bare date is its midnight in UTC.
 */
export function toIsoDatetime(value: unknown): string | Fault {
  const text = scalarText(value);
  if (text === null) return NOT_A_DATETIME;
  if (text.length === 10 && ISO_DATE.test(text)) {
    return isCalendarDay(text) ? `${text}T00:00:00.000Z` : NOT_A_DATETIME;
  }
  // The two shapes CRMs mostly send need no arithmetic.
  if (ISO_UTC.test(text)) {
    if (!isCalendarDay(text)) return NOT_A_DATETIME;
    return text.length === 24 ? text : `${text.slice(0, 19)}.000Z`;
  }
  if (EPOCH_MS.test(text)) return isoFromMs(Number(text)) ?? NOT_A_DATETIME;
  const parts = ISO_TIME.exec(text);
  if (parts === null || !isCalendarDay(text)) return NOT_A_DATETIME;
  const [, date, hour, minute, second = '00', fraction = '', offset = 'Z'] = parts;
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  return isoFromMs(ms - offsetMs(offset)) ?? NOT_A_DATETIME;
}

function scalarText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(Math.trunc(value)) : null;
  if (typeof value !== 'string' || value.length > MAX_SCALAR_LENGTH) return null;
  return value.trim();
}

/** Whether the `YYYY-MM-DD` at the start of the text is a day of the calendar. */
function isCalendarDay(text: string): boolean {
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= 28 || day <= daysInMonth(Number(text.slice(0, 4)), month);
}

/** Known to be digits. */
const twoDigits = (text: string, at: number): number =>
  text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 11 * ZERO;
const ZERO = 48;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** An ISO time in UTC; null outside the years 0000 to 9999, which ISO dates of four digits cannot name. */
export function isoFromMs(ms: number): string | null {
  return ms >= MIN_MS && ms <= MAX_MS ? new Date(ms).toISOString() : null;
}

function offsetMs(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
