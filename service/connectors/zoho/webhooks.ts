import { createHash } from 'node:crypto';
import type { ObjectName } from '../../../shared/records.js';
import type { WebhookEvent, WebhookKind, WebhookRequest, Webhooks } from '../webhooks.js';
import { channels } from './channels.js';
import { MAIN_MODULE } from './objects.js';

/**
 * What Zoho posts: which records of one module were made, changed or deleted. Samples say `insert` and `update` where
 * subscriptions say `create` and `edit`.
 */
interface Notification {
  token?: unknown;
  channel_id?: unknown;
  module?: unknown;
  operation?: unknown;
  ids?: unknown;
  server_time?: unknown;
  affected_fields?: unknown;
}

const KINDS: Record<string, WebhookKind> = {
  insert: 'created',
  create: 'created',
  update: 'updated',
  edit: 'updated',
  delete: 'deleted',
};

/**
 * Nothing is signed: the token of the channel comes back in the body. There is no event id and no promise of order, of
 * another try or of a single one, so a notification is a hint and the poll stays the truth.
 *
 * @source notification pages of v8, see README.md, checked 2026-11.
 */
export const webhooks: Webhooks = {
  headers: [],
  signed: { kind: 'token', isInAddress: false, readToken },
  channels,
  readEvents: ({ body }) => readEvents(parse(body)),
};

function readToken({
  body,
}: WebhookRequest): ReturnType<Extract<Webhooks['signed'], { kind: 'token' }>['readToken']> {
  let notification: Notification;
  try {
    notification = parse(body);
  } catch {
    return { refused: 'body_unreadable' };
  }
  const { token, channel_id: channel } = notification;
  if (typeof token !== 'string' || token === '') return { refused: 'token_missing' };
  return {
    token,
    channelId: typeof channel === 'string' || typeof channel === 'number' ? String(channel) : null,
  };
}

function parse(body: Buffer): Notification {
  const value: unknown = JSON.parse(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('A notification of Zoho is a JSON object');
  return value as Notification;
}

function readEvents({ module, operation, ids, ...rest }: Notification): WebhookEvent[] {
  if (typeof module !== 'string' || !Array.isArray(ids))
    throw new Error('A notification of Zoho names a module and the ids of its records');
  const at = typeof rest.server_time === 'number' ? new Date(rest.server_time) : null;
  const object = objectOf(module);
  const fields = affectedFields(rest.affected_fields);
  const name = String(operation ?? '');
  return [...new Set(ids.map(String))].map((remoteId) => ({
    key: keyOf([rest.channel_id, rest.server_time, module, name, remoteId]),
    accountId: null,
    object,
    remoteId,
    alsoIds: [],
    kind: KINDS[name] ?? 'other',
    occurredAt: at,
    fields: fields.get(remoteId) ?? [],
  }));
}

/** Ids are numbers in some samples and texts in others. */
function keyOf(parts: unknown[]): string {
  const text = JSON.stringify(parts.map((part) => String(part ?? '')));
  return createHash('sha256').update(text).digest('base64url').slice(0, 32);
}

function objectOf(module: string): ObjectName | null {
  const entries = Object.entries(MAIN_MODULE) as [ObjectName, string][];
  return entries.find(([, name]) => name === module)?.[0] ?? null;
}

/** `[{"<id>": ["Email"]}]` */
function affectedFields(value: unknown): Map<string, string[]> {
  const entries = (Array.isArray(value) ? value : []).flatMap((each: unknown) =>
    typeof each === 'object' && each !== null ? Object.entries(each) : [],
  );
  return new Map(
    entries.flatMap(([id, names]) => (Array.isArray(names) ? [[id, names.map(String)] as const] : [])),
  );
}
