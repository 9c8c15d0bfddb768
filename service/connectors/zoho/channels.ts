import { createHash } from 'node:crypto';
import { type ConnectorSession, CrmError } from '../connector.js';
import type { WebhookChannel, WebhookChannels } from '../webhooks.js';
import { kindOfRow } from './classify.js';
import { ask, get, PATHS, toStamp } from './client.js';
import { MAIN_MODULE } from './objects.js';
import type { RowAnswer } from './types.js';

/** A week is the most: anything longer becomes an hour without a word. Two days are left for clocks that differ. */
const LIFE_MS = 5 * 86_400_000;
const PER_PAGE = 200;
const MOST_PAGES = 50;

/** One of the answers to a request about channels; they stand in the order asked. */
interface ChannelAnswer extends RowAnswer {
  details?: RowAnswer['details'] & { events?: { channel_expiry?: string | null }[] };
}

interface ChannelList {
  watch?: { channel_id?: string | number; notify_url?: string }[];
  info?: { more_records?: boolean };
}

/**
 * Channels of Zoho, one for each module, so that a module the person may not see leaves the others alone. We choose their
 * ids: made of the token, a repeated request is about the same channel, and asking again is how one is renewed.
 */
export const channels: WebhookChannels = { perObject: true, idOf, open, close, list };

async function open(session: ConnectorSession, channel: WebhookChannel): ReturnType<WebhookChannels['open']> {
  const channelId = channel.channelId ?? idOf(channel.token);
  const { body } = await ask<{ watch?: ChannelAnswer[] }>(session, {
    method: 'POST',
    path: PATHS.watch,
    body: {
      watch: [
        {
          channel_id: channelId,
          events: channel.objects.map((object) => `${MAIN_MODULE[object]}.all`),
          channel_expiry: toStamp(session.now().getTime() + LIFE_MS),
          token: channel.token,
          notify_url: channel.url,
          // Else a company that is changed tells of all its contacts.
          notify_on_related_action: false,
          // The record is read anyway.
          return_affected_field_values: false,
        },
      ],
    },
    writes: true,
  });
  const answer = body?.watch?.[0] ?? {};
  if (!isDone(answer)) throw refusalOf(answer);
  const expiry = Date.parse(answer.details?.events?.[0]?.channel_expiry ?? '');
  if (Number.isNaN(expiry)) throw new CrmError('other', 'Zoho did not say how long the channel lives');
  return { channelId, expiresAt: new Date(expiry), details: {} };
}

async function close(session: ConnectorSession, channel: WebhookChannel): Promise<void> {
  const channelId = channel.channelId ?? idOf(channel.token);
  const { body } = await ask<{ watch?: ChannelAnswer[] }>(session, {
    method: 'DELETE',
    path: PATHS.watch,
    query: { channel_ids: channelId },
    writes: true,
  }).catch((error: unknown) => {
    // Of a single one that is not there the request as a whole is refused.
    if (error instanceof CrmError && isGone(error.vendorCode)) return { body: null };
    throw error;
  });
  const answer = body?.watch?.[0];
  if (answer && !isDone(answer) && !isGone(answer.code)) throw refusalOf(answer);
}

/** Every channel of the account that this grant shows. */
async function list(session: ConnectorSession): Promise<{ channelId: string; url: string }[]> {
  const found = new Map<string, string>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { body } = await get<ChannelList>(session, PATHS.watch, { page, per_page: PER_PAGE });
    for (const { channel_id, notify_url = '' } of body?.watch ?? [])
      if (channel_id !== undefined) found.set(String(channel_id), notify_url);
    if (body?.info?.more_records !== true) break;
  }
  return [...found].map(([channelId, url]) => ({ channelId, url }));
}

/** A positive 59-bit number: Zoho takes a bigint. */
function idOf(token: string): string {
  const digest = createHash('sha256').update(`channel ${token}`).digest();
  return String((digest.readBigUInt64BE() >> 5n) + 1n);
}

function isDone({ code, status }: ChannelAnswer): boolean {
  return code === 'SUCCESS' || status === 'success';
}

function isGone(code: string | null | undefined): boolean {
  return code === 'NOT_SUBSCRIBED';
}

function refusalOf(answer: ChannelAnswer): CrmError {
  return new CrmError(kindOfRow(answer), answer.message ?? 'Zoho did not open the channel', {
    ...(answer.code === undefined ? {} : { vendorCode: answer.code }),
    ...(answer.details?.api_name === undefined ? {} : { field: answer.details.api_name }),
  });
}
