/** Milliseconds and further microseconds as the database prints them: `2026-11-22 10:00:00.123456`. */
export function stampOf(ms: number, micros = 0): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(micros).padStart(3, '0')}`;
}

/** As the API answers: whole seconds. */
export function toSeconds(stamp: string): string {
  return stamp.slice(0, 19);
}

/** Milliseconds since 1970 of a stored stamp. */
export function msOf(stamp: string): number {
  return Date.parse(`${stamp.slice(0, 10)}T${stamp.slice(11, 23)}Z`);
}

/** Transaction starts, each later than the one before by a microsecond at least. */
export class StampClock {
  private lastMs = 0;
  private micros = 0;

  constructor(private readonly now: () => number) {}

  next(): string {
    const ms = this.now();
    // A clock that was set back is followed; a tie is not.
    if (ms > this.lastMs || ms < this.lastMs - 1_000) {
      this.lastMs = ms;
      this.micros = 0;
    } else if (++this.micros > 999) {
      this.lastMs++;
      this.micros = 0;
    }
    return stampOf(this.lastMs, this.micros);
  }
}
