import type { Pace } from '../connector.js';

/**
 * Zoho counts requests under way (5 to 25 of an account, by its edition) and credits a day, not requests a second. With
 * answers after a quarter of a second this leaves two or three under way.
 */
export const PACE: Pace = { requests: 10, perMs: 1_000 };

/** With few credits left, what is in the background goes slowly and leaves the rest to people. */
const FEW_CREDITS = 2_000;
const SLOW: Pace = { requests: 6, perMs: 10_000 };

/** What is left of the day's credits, as the header tells once half of them are spent; null before. */
export function creditsLeft(headers: Record<string, string>): number | null {
  const text = headers['x-api-credits-remaining'];
  const credits = Number(text);
  return text === undefined || text === '' || Number.isNaN(credits) ? null : credits;
}

/** An answer that tells nothing says that there is plenty. */
export function readLimit(headers: Record<string, string>): Pace & { remaining: number } {
  const credits = creditsLeft(headers);
  if (credits === null || credits >= FEW_CREDITS) return { ...PACE, remaining: 1 };
  return { ...SLOW, remaining: credits };
}
