import { controlBody } from '../../kit/control/read-body.js';
import { setAlike } from '../../kit/control/set-alike.js';
import { type Answer, type Call, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { invalidData } from '../refusal.js';
import { EDITIONS, type Limits, type Settings, vendorLimits } from '../settings.js';

/** `POST settings`: changes what is named, leaves the rest; answers with all of them. `GET settings` only reads. */
export function postSettings(context: ZohoContext, call: Call): Answer {
  const changes = controlBody(call);
  const before = context.settings.call_status_field;
  applySettings(context.settings, changes);
  const after = context.settings.call_status_field;
  if (after !== before) for (const org of context.orgs.values()) org.renameField('Calls', before, after);
  if ('limits' in changes) {
    context.credits.clear();
    context.throttle.clear();
  }
  return json(200, context.settings);
}

/**
 * Merges changes into settings. `limits` takes `false` or `"off"` (none), `true` or `"on"` (the vendor's), or some of
 * `{credits, concurrency, sub_concurrency, oauth}`.
 *
 * @throws Refusal 400 for an unknown name or a value of the wrong kind.
 */
export function applySettings(settings: Settings, changes: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'limits') settings.limits = readLimits(settings, value);
    else if (name === 'edition') setEdition(settings, value);
    else setAlike(settings, name, value);
  }
}

function setEdition(settings: Settings, value: unknown): void {
  if (typeof value !== 'string' || !(value in EDITIONS))
    throw invalidData(`edition must be one of ${Object.keys(EDITIONS).join(', ')}`);
  settings.edition = value;
  const { credits, concurrency } = vendorLimits(value);
  if (settings.limits.credits !== null) settings.limits = { ...settings.limits, credits, concurrency };
}

function readLimits({ limits: present, edition }: Settings, value: unknown): Limits {
  if (value === false || value === 'off')
    return { credits: null, concurrency: null, sub_concurrency: null, oauth: false };
  if (value === true || value === 'on') return vendorLimits(edition);
  if (value === null || typeof value !== 'object')
    throw invalidData('limits must be true, false or an object');
  const limits: Limits = { ...present };
  for (const [name, each] of Object.entries(value)) {
    if (name === 'oauth') limits.oauth = each === true;
    else if (!(name in limits)) throw invalidData(`unknown limit ${name}`);
    else if (each !== null && (typeof each !== 'number' || each < 0))
      throw invalidData(`limit ${name} must be a number or null`);
    else Object.assign(limits, { [name]: each });
  }
  return limits;
}
