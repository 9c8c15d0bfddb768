/** `22 Nov 2026, 10:00 UTC`. */
export function readableTime(iso: string): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat('en-GB', format).format(new Date(iso))} UTC`;
}

/** Milliseconds as `m:ss`, hours counted as minutes. */
export function readableDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
