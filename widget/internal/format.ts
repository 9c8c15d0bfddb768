type When = string | number | Date;

const formatters = new Map<string, Intl.DateTimeFormat>();

// Building a formatter costs a hundred times more than using it.
function dates(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = tag + JSON.stringify(options);
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(tag, options);
  formatters.set(key, formatter);
  return formatter;
}

/** `14:05`, in the page's own habit (`2:05 PM` for `en-US`). */
export function formatTime(tag: string, when: When): string {
  return dates(tag, { hour: 'numeric', minute: '2-digit' }).format(new Date(when));
}

/** `4 Nov`; with the year when it is not this one. */
export function formatDate(tag: string, when: When, now: When = Date.now()): string {
  const date = new Date(when);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return dates(tag, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(
    date,
  );
}

/** `4 Nov, 14:05`: the exact time behind a relative one. */
export function formatDateTime(tag: string, when: When): string {
  return `${formatDate(tag, when)}, ${formatTime(tag, when)}`;
}

/** `2,140`, `2.140`: grouped even where the language skips it below 10,000. */
export function formatNumber(tag: string, value: number): string {
  return new Intl.NumberFormat(tag, { useGrouping: 'always' } as Intl.NumberFormatOptions).format(value);
}

const STEPS: [limitS: number, unit: Intl.RelativeTimeFormatUnit, unitS: number][] = [
  [60, 'second', 1],
  [3_600, 'minute', 60],
  [86_400, 'hour', 3_600],
  [Number.POSITIVE_INFINITY, 'day', 86_400],
];

/** `2 min ago`, `in 3 hr`; one unit, rounded down. */
export function formatRelative(tag: string, when: When, now: When = Date.now()): string {
  const seconds = (new Date(when).getTime() - new Date(now).getTime()) / 1000;
  for (const [limitS, unit, unitS] of STEPS) {
    if (Math.abs(seconds) < limitS) {
      const format = new Intl.RelativeTimeFormat(tag, { style: 'short', numeric: 'auto' });
      return format.format(Math.trunc(seconds / unitS), unit);
    }
  }
  return '';
}

/** `8 sec`, `6 min`, `1 hr`: one unit, rounded to the nearest, never zero. */
export function formatDuration(tag: string, ms: number): string {
  const seconds = Math.max(1, ms / 1000);
  const [, unit, unitS] = STEPS.find(([limitS]) => seconds < limitS) ?? STEPS[3]!;
  const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
  // By language alone: British English says "6 mins", where all others keep the unit short.
  return new Intl.NumberFormat(tag.split('-')[0], style).format(Math.max(1, Math.round(seconds / unitS)));
}

/** `contacts, companies and deals`. */
export function formatList(tag: string, items: readonly string[]): string {
  return new Intl.ListFormat(tag, { type: 'conjunction' }).format(items);
}
