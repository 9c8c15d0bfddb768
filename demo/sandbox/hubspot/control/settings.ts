import { controlBody } from '../../kit/control/read-body.js';
import { setAlike } from '../../kit/control/set-alike.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { Limit } from '../../kit/traffic/rate-limits.js';
import type { HubspotContext } from '../context.js';
import { invalid } from '../refusal.js';
import type { Settings } from '../settings.js';

/** `POST settings`: changes what is named, leaves the rest; answers with all of them. `GET settings` only reads. */
export function postSettings(context: HubspotContext, call: Call): Answer {
  applySettings(context.settings, controlBody(call));
  context.limits.clear();
  return json(200, context.settings);
}

/**
 * Merges changes into settings. `limits` takes `false` or `"off"` (none), `true` or `"on"` (the vendor's), or
 * `{account, search}` each as null, a number, or `{max, window_ms}`.
 *
 * @throws Refusal 400 for an unknown name or a value of the wrong kind.
 */
export function applySettings(settings: Settings, changes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'limits') applyLimits(settings, value);
    else setAlike(settings, name, value);
  }
}

function applyLimits(settings: Settings, value: unknown): void {
  const vendor: Settings['limits'] = {
    account: { max: 110, window_ms: 10_000 },
    search: { max: 5, window_ms: 1_000 },
  };
  if (value === false || value === 'off') settings.limits = { account: null, search: null };
  else if (value === true || value === 'on') settings.limits = vendor;
  else if (value !== null && typeof value === 'object') {
    const asked = value as Record<string, unknown>;
    if ('account' in asked) settings.limits.account = readLimit(asked['account'], vendor.account);
    if ('search' in asked) settings.limits.search = readLimit(asked['search'], vendor.search);
  } else throw invalid('limits must be true, false or {account, search}');
}

function readLimit(value: unknown, vendor: Limit | null): Limit | null {
  if (value === null || value === false) return null;
  const windowMs = vendor?.window_ms ?? 10_000;
  if (typeof value === 'number' && value > 0) return { max: value, window_ms: windowMs };
  const { max, window_ms = windowMs } = (value ?? {}) as Partial<Limit>;
  if (typeof max !== 'number' || typeof window_ms !== 'number')
    throw invalid('a limit is a number or {max, window_ms}');
  return { max, window_ms };
}
