const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits between the tries: what cannot be delivered for a moment or a day is tried nine times within it. */
const WAITS_MS = [5_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR, 8 * HOUR];
/** After this a delivery is given up, however often it was tried. */
export const LIFE_MS = 24 * HOUR;
/** So that many failures of one moment do not come back together. */
const JITTER = 0.05;

/** Wait after try number `attempt`; null after the last. */
export function waitAfter(attempt: number): number | null {
  const whole = WAITS_MS[attempt - 1];
  return whole === undefined ? null : Math.round(whole * (1 - JITTER * Math.random()));
}

/** Failures in a row after which an endpoint rests. */
export const REST_AFTER = 5;
const FIRST_REST_S = 30;
const LONGEST_REST_S = 30 * 60;

/** SQL: seconds an endpoint rests after so many failures in a row, doubling from half a minute to half an hour. */
export const restSeconds = (failures: string): string =>
  `LEAST(${LONGEST_REST_S}, ${FIRST_REST_S} * power(2, LEAST(${failures} - ${REST_AFTER}, 10)))`;

/** An endpoint that took nothing for so long is disabled. */
export const GIVE_UP_HOURS = 72;
