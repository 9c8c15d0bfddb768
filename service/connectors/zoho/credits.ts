import type { License } from './types.js';

/** Credits of an edition within 24 hours: so many, more for each user, up to a cap. */
interface Allowance {
  base: number;
  perUser: number;
  cap: number;
}

/** @source API limits page, see README.md; the names of editions are matched by what they begin with (?). */
const ALLOWANCES: [edition: RegExp, allowance: Allowance][] = [
  [/^free/, { base: 5_000, perUser: 0, cap: 5_000 }],
  [/^(standard|starter)/, { base: 50_000, perUser: 250, cap: 100_000 }],
  [/^professional/, { base: 50_000, perUser: 500, cap: 3_000_000 }],
  [/^(enterprise|zohoone|one)/, { base: 50_000, perUser: 1_000, cap: 5_000_000 }],
  [/^(ultimate|crmplus)/, { base: 50_000, perUser: 2_000, cap: Number.POSITIVE_INFINITY }],
];

/** The edition an account works with: in a trial, the one that is tried. Null when Zoho does not tell. */
export function editionOf({ paid, paid_type, trial_type, trial_expiry }: License, now: Date): string | null {
  const isOnTrial = paid !== true && !!trial_type && !(Date.parse(trial_expiry ?? '') < now.getTime());
  return (isOnTrial ? trial_type : paid_type) || null;
}

/** Credits that an account has a day, add-ons not counted; null for an edition we do not know. */
export function creditsOf(license: License, now: Date): number | null {
  const edition = (editionOf(license, now) ?? '').toLowerCase().replace(/[^a-z]/g, '');
  const allowance = ALLOWANCES.find(([name]) => name.test(edition))?.[1];
  if (!allowance) return null;
  const users = Math.max(1, license.users_license_purchased ?? 1);
  return Math.min(allowance.cap, allowance.base + allowance.perUser * users);
}

/** The day's credits as they were when the account was connected. */
export function dailyCredits(metadata: Record<string, unknown>): number | null {
  const credits = metadata['daily_credits'];
  return typeof credits === 'number' && credits > 0 ? credits : null;
}
