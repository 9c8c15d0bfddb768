import { BadControl, controlBody } from '../../kit/control/read-body.js';
import { setAlike } from '../../kit/control/set-alike.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { Limit } from '../../kit/traffic/rate-limits.js';
import type { OdooContext } from '../context.js';
import type { Settings } from '../settings.js';

/** About one call a second and none beside it: what Odoo Online is said to expect. */
const ONLINE = { limits: { max: 1, window_ms: 1_000 }, parallel: 1 };

/** `POST settings`: changes what is named, leaves the rest; answers with all of them. `GET settings` only reads. */
export function postSettings(context: OdooContext, call: Call): Answer {
  applySettings(context.settings, controlBody(call));
  context.limits.clear();
  return json(200, context.settings);
}

/**
 * Merges changes into settings. `limits` takes `false` (none), `true` (Odoo Online's, parallel calls too), a number
 * of calls a second, or `{max, window_ms}`.
 *
 * @throws BadControl for an unknown name or a value of the wrong kind.
 */
export function applySettings(settings: Settings, changes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'limits') applyLimits(settings, value);
    else if (name === 'parallel') settings.parallel = value === null ? null : Number(value);
    else setAlike(settings, name, value);
  }
}

function applyLimits(settings: Settings, value: unknown): void {
  if (value === true) Object.assign(settings, ONLINE);
  else if (value === false || value === null) Object.assign(settings, { limits: null, parallel: null });
  else if (typeof value === 'number' && value > 0) settings.limits = { max: value, window_ms: 1_000 };
  else settings.limits = readLimit(value);
}

function readLimit(value: unknown): Limit {
  const { max, window_ms } = (value ?? {}) as Partial<Limit>;
  if (typeof max !== 'number' || typeof window_ms !== 'number')
    throw new BadControl('limits must be true, false, a number or {max, window_ms}');
  return { max, window_ms };
}
