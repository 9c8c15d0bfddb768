import type { Exchange, ZohoContext } from '../context.js';
import { findModule } from '../modules.js';
import type { Channel, Subscription } from '../notifications/channels.js';
import { RowFault } from '../refusal.js';
import { parseInstant } from '../state/time.js';

export type Given = Record<string, unknown>;

const TOKEN_MAX = 50;
const OPERATIONS = ['create', 'edit', 'delete', 'all'] as const;

function bad(position: number, name: string, code = 'INVALID_DATA'): RowFault {
  const message = code === 'MANDATORY_NOT_FOUND' ? 'required field not found' : 'invalid data';
  return new RowFault(code, message, { api_name: name, json_path: `$.watch[${position}].${name}` });
}

/** `Contacts.edit` and the like. @throws RowFault. */
export function readEvents(given: Given, position: number): Subscription[] {
  const { events } = given;
  if (events === undefined) throw bad(position, 'events', 'MANDATORY_NOT_FOUND');
  if (!Array.isArray(events) || events.length === 0) throw bad(position, 'events');
  return events.map((event, i) => {
    const [name = '', word] = String(event).split('.');
    const module = findModule(name)?.name;
    const operation = OPERATIONS.find((each) => each === word);
    if (!module || !operation) throw bad(position, `events[${i}]`);
    return { module, operation };
  });
}

/** Longer than a week, past or missing: an hour, without a word. */
function readExpiry(given: Given, { now, postman: { settings } }: ZohoContext): number {
  const text = given['channel_expiry'];
  const ms = typeof text === 'string' ? parseInstant(text, false) : null;
  const isTaken = ms !== null && ms > now() && ms <= now() + settings.longest_life_ms;
  return isTaken ? ms : now() + settings.default_life_ms;
}

/** The sandbox delivers to this computer only. */
function readUrl(given: Given, position: number): string {
  const url = given['notify_url'];
  if (url === undefined) throw bad(position, 'notify_url', 'MANDATORY_NOT_FOUND');
  if (typeof url !== 'string' || !URL.canParse(url)) throw bad(position, 'notify_url');
  if (!['127.0.0.1', 'localhost'].includes(new URL(url).hostname)) throw bad(position, 'notify_url');
  return url;
}

function readConditions(given: Given, position: number): Channel['conditions'] {
  const conditions = given['notification_condition'];
  if (conditions === undefined || conditions === null) return [];
  if (!Array.isArray(conditions)) throw bad(position, 'notification_condition');
  return conditions.flatMap((condition) => {
    const { type, module: named, field_selection: selection } = condition as Given;
    const module = findModule(String((named as Given | undefined)?.['api_name']))?.name;
    if (type !== 'field_selection' || !module) throw bad(position, 'notification_condition');
    return fieldsIn(selection).map((field) => ({ module, field }));
  });
}

/** Field names inside a selection, which may be a group of selections. */
function fieldsIn(selection: unknown): string[] {
  if (selection === null || typeof selection !== 'object') return [];
  const { field, group } = selection as { field?: { api_name?: unknown }; group?: unknown };
  const own = typeof field?.api_name === 'string' ? [field.api_name] : [];
  return [...own, ...(Array.isArray(group) ? group.flatMap(fieldsIn) : [])];
}

/** Reads a channel; with `before`, what is not named stays as it was. @throws RowFault. */
export function readChannel(exchange: Exchange, given: Given, position: number, before?: Channel): Channel {
  const {
    context,
    org,
    token: { userId },
  } = exchange;
  const id = given['channel_id'];
  if (id === undefined) throw bad(position, 'channel_id', 'MANDATORY_NOT_FOUND');
  if (!/^\d{1,19}$/.test(String(id))) throw bad(position, 'channel_id');
  const token = given['token'] ?? null;
  if (token !== null && (typeof token !== 'string' || token.length > TOKEN_MAX)) throw bad(position, 'token');
  const keeps = (name: string) => before !== undefined && given[name] === undefined;
  return {
    id: String(id),
    ...{ orgId: org.id, userId },
    events: keeps('events') && before ? before.events : readEvents(given, position),
    token: keeps('token') && before ? before.token : (token as string | null),
    notifyUrl: keeps('notify_url') && before ? before.notifyUrl : readUrl(given, position),
    expiresAt: keeps('channel_expiry') && before ? before.expiresAt : readExpiry(given, context),
    returnsAffectedValues: given['return_affected_field_values'] === true,
    notifiesOnRelated: given['notify_on_related_action'] !== false,
    conditions: readConditions(given, position),
  };
}
