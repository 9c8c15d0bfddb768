import { createHash } from 'node:crypto';
import type { ObjectName } from '../../../shared/records.js';
import type { WebhookEvent, WebhookRequest, Webhooks } from '../webhooks.js';
import { channels } from './channels.js';
import { todoPart, toRemoteId } from './parts.js';
import { toDate } from './translate.js';
import { MODELS, TODOS } from './types.js';

/**
 * Up to 18 a change is told inside its transaction, and one change many times over.
 * @source observed on 18.0, see README.md.
 */
const SETTLE_MS = 3_000;

/** For whom our own rules could not be made. */
const STEPS = [
  'In Odoo, open Settings, Technical, Automation Rules (the app Automation Rules must be installed) and press New.',
  'Choose the model: Contact, Lead/Opportunity, Message or Activity; make a rule for each that you use.',
  'As trigger choose On save, and in a second rule of the same model On deletion.',
  'Add the action Send Webhook Notification, paste this address as its URL, and add the field Last Updated on.',
  'For Message, apply the rule only to messages of the type Comment: each message waits until we have answered.',
];

/** What an automation rule posts: the record it is about, and the fields that were chosen in it. */
interface Hint {
  _action?: unknown;
  _id?: unknown;
  _model?: unknown;
  write_date?: unknown;
  is_company?: unknown;
}

/**
 * Automation rules post without a signature, a repetition or an order: the address holds a secret, what is posted is a
 * hint, and polling stays the truth.
 *
 * @source automation rules of 17 and newer, observed on 18.0, see README.md.
 */
export const webhooks: Webhooks = {
  headers: [],
  signed: { kind: 'token', isInAddress: true, steps: STEPS, readToken },
  channels,
  readEvents,
  settleMs: SETTLE_MS,
};

function readToken({ token }: WebhookRequest) {
  return token ? { token, channelId: null } : { refused: 'token_missing' as const };
}

function readEvents({ body, receivedAt }: { body: Buffer; receivedAt: Date }): WebhookEvent[] {
  const hint = JSON.parse(body.toString('utf8')) as Hint | null;
  const { _id: id, _model: model } = hint ?? {};
  if (hint === null || typeof model !== 'string' || !Number.isSafeInteger(id))
    throw new Error('A post of Odoo names a model and the id of a record');
  const occurredAt = toDate(hint.write_date);
  // Posts of one change are the same to the letter; without a date, so are those of two changes.
  const told = occurredAt === null ? [body, String(receivedAt.getTime())] : [body];
  const digest = told.reduce((hash, part) => hash.update(part), createHash('sha256'));
  const key = digest.digest('base64url').slice(0, 32);
  const objects = objectsOf(model, hint);
  return (objects.length === 0 ? [null] : objects).map((object) => ({
    key: objects.length > 1 ? `${key} ${object}` : key,
    accountId: null,
    object,
    remoteId: model === TODOS ? toRemoteId(todoPart, Number(id)) : String(id),
    alsoIds: [],
    kind: occurredAt === null ? 'other' : 'updated',
    occurredAt,
    fields: [],
  }));
}

/** Contacts and companies are one model; a deletion tells no more of a record than its id. */
function objectsOf(model: string, { is_company: isCompany }: Hint): ObjectName[] {
  if (model === TODOS) return ['activity'];
  if (model !== MODELS.contact)
    return (Object.keys(MODELS) as ObjectName[]).filter((object) => MODELS[object] === model);
  if (typeof isCompany === 'boolean') return [isCompany ? 'company' : 'contact'];
  return ['contact', 'company'];
}
