const SHORT_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TOKEN = /yyyy|MMM|MM|dd|d|HH|hh|mm|ss|a/g;
const two = (n: number): string => String(n).padStart(2, '0');

/** A moment as one of the formats a CRM may write dates in: what a person recognises sooner than `dd/MM/yyyy`. */
export function dateExample(format: string, at: Date): string {
  if (format === 'epoch_ms') return String(at.getTime());
  if (format === 'epoch_s') return String(Math.floor(at.getTime() / 1000));
  if (format === 'iso') return at.toISOString();
  if (format === 'iso_offset') return `${at.toISOString().slice(0, 19)}+00:00`;
  const hours = at.getUTCHours();
  const parts: Record<string, string> = {
    yyyy: String(at.getUTCFullYear()),
    MMM: SHORT_MONTHS[at.getUTCMonth()]!,
    MM: two(at.getUTCMonth() + 1),
    dd: two(at.getUTCDate()),
    d: String(at.getUTCDate()),
    HH: two(hours),
    hh: two(hours % 12 || 12),
    mm: two(at.getUTCMinutes()),
    ss: two(at.getUTCSeconds()),
    a: hours < 12 ? 'AM' : 'PM',
  };
  return format.replace(TOKEN, (token) => parts[token]!);
}
