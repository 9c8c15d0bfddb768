/** How an account writes the length of a call: minutes and seconds, or hours and minutes. Pages and forms disagree. */
export type DurationFormat = 'mm:ss' | 'hh:mm';

/** The form that current accounts show, until an account's own calls say otherwise. */
export const USUAL_FORMAT: DurationFormat = 'mm:ss';

/** The form that was found for an account. */
export function durationFormatOf(metadata: Record<string, unknown>): DurationFormat {
  return metadata['call_duration_format'] === 'hh:mm' ? 'hh:mm' : USUAL_FORMAT;
}

/** A length as Zoho takes it. A form without seconds rounds to minutes, and up to one. */
export function toDuration(seconds: number, format: DurationFormat): string {
  const whole = Math.max(0, Math.round(seconds));
  const units = format === 'mm:ss' ? whole : whole === 0 ? 0 : Math.max(1, Math.round(whole / 60));
  return [Math.floor(units / 60), units % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Seconds of a length as Zoho shows it; null for anything else. Three parts are hours, minutes and seconds. */
export function fromDuration(text: unknown, format: DurationFormat): number | null {
  const parts = typeof text === 'string' ? /^(\d+):(\d{1,2})(?::(\d{1,2}))?$/.exec(text.trim()) : null;
  if (!parts) return null;
  const [first, second, third] = parts.slice(1).map((part) => (part === undefined ? null : Number(part)));
  const units = (first ?? 0) * 60 + (second ?? 0);
  if (third !== null && third !== undefined) return units * 60 + third;
  return format === 'mm:ss' ? units : units * 60;
}

/** What a call tells of its account's form, by its text and the seconds that Zoho made of it; null when nothing. */
export function formatShownBy(text: unknown, seconds: unknown): DurationFormat | null {
  const total = typeof seconds === 'number' ? seconds : Number.NaN;
  if (!(total > 0)) return null;
  if (fromDuration(text, 'mm:ss') === total) return 'mm:ss';
  return fromDuration(text, 'hh:mm') === total ? 'hh:mm' : null;
}
