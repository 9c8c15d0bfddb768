const OFFSETS = new Map<string, number>();
const HOUR_MS = 3_600_000;

/** An instant without its milliseconds. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

/** Minutes a zone is ahead of UTC at an instant; asked of Intl once an hour of each zone. */
function offsetMinutes(ms: number, timeZone: string): number {
  const key = `${timeZone} ${Math.floor(ms / HOUR_MS)}`;
  const known = OFFSETS.get(key);
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(ms);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):?(\d{2})?/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  OFFSETS.set(key, offset);
  return offset;
}

/** `2026-11-22T10:00:00+01:00`: the account's own zone, whole seconds, always an offset. */
export function withOffset(ms: number, timeZone: string): string {
  const minutes = offsetMinutes(ms, timeZone);
  const local = new Date(ms + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

const STRICT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/;
const LENIENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Epoch milliseconds of whole seconds; null when the text is no instant. */
export function parseInstant(text: string, isStrict: boolean): number | null {
  if (!(isStrict ? STRICT : LENIENT).test(text)) return null;
  const ms = Date.parse(text);
  // Date.parse moves 31 February to March; such a day is refused.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(ms) || !isDay(text.slice(0, 10)) || Number.isNaN(day.getTime())) return null;
  return wholeSecond(ms);
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}
