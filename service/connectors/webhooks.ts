import type { ObjectName } from '../../shared/records.js';
import type { ConnectorSession } from './connector.js';

/** What a provider sent, as far as it vouches for itself. */
export interface WebhookRequest {
  method: string;
  /** As the provider called it: our public address, the path and the query exactly as they came. */
  url: string;
  /** Those that `Webhooks.headers` names, in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The bytes as they came. */
  body: Buffer;
  receivedAt: Date;
  /** Last part of the path, where the address is `/crm/webhooks/<provider>/:token`. */
  token: string | null;
}

/** Why a webhook is not believed. */
export type WebhookRefusal =
  | 'address_not_allowed'
  | 'signature_missing'
  | 'signature_wrong'
  | 'signature_outdated'
  | 'time_missing'
  | 'time_out_of_window'
  | 'token_missing'
  | 'token_unknown'
  | 'body_unreadable';

/** One secret of ours signs what concerns all accounts of an app. */
export interface SignedBySecret {
  kind: 'secret';
  /**
   * Index of the secret that signed the request, else why it is refused. Compares in constant time; takes the time of
   * arrival from the request and no clock.
   *
   * @param acceptsOld also signature schemes that the provider has replaced.
   */
  verify(
    request: WebhookRequest,
    secrets: readonly string[],
    acceptsOld: boolean,
  ): { signedBy: number } | { refused: WebhookRefusal };
}

/** Each connection has channels with tokens of our making, which come back with what they tell. */
export interface SignedByToken {
  kind: 'token';
  /** True where the token stands in the address, so that there is nothing at `/crm/webhooks/<provider>`. */
  isInAddress: boolean;
  /** What a person does with the address at the provider, where it stands in one. */
  steps?: readonly string[];
  /**
   * The token, and the provider's id of the channel where it is told; whoever asked looks the token up by its hash and
   * compares both. Must stand any body.
   */
  readToken(
    request: WebhookRequest,
  ): { token: string; channelId: string | null } | { refused: WebhookRefusal };
}

/** A subscription of one connection at the provider. */
export interface WebhookChannel {
  /** The provider's id of it, or the one we gave it; null until it has one. */
  channelId: string | null;
  /** Comes back with every message, or stands in the address. */
  token: string;
  /** Where the provider calls. */
  url: string;
  objects: readonly ObjectName[];
  /** What an earlier `open` answered. */
  details: Readonly<Record<string, unknown>>;
}

/** For providers that are asked, connection by connection, to tell of changes. Each is safe to repeat. */
export interface WebhookChannels {
  /** True where each object of a connection has a channel of its own; else there is one for all. */
  perObject?: boolean;
  /** Our name for a channel, where the provider lets us choose it: the same for the same token. */
  idOf?(token: string): string;
  /**
   * Opens a channel or renews one. What the account does not allow throws `CrmError` with `permission`: then polling
   * does it alone.
   */
  open(
    session: ConnectorSession,
    channel: WebhookChannel,
  ): Promise<{ channelId: string | null; expiresAt: Date | null; details: Record<string, unknown> }>;
  /** Removes what `open` made; one that is not there is fine. */
  close(session: ConnectorSession, channel: WebhookChannel): Promise<void>;
  /**
   * The account's channels, those of others too, to find ours that nobody here knows any more. Only with `idOf`: one whose
   * name we learn from the answer stands there before its row has it.
   */
  list?(session: ConnectorSession): Promise<{ channelId: string; url: string }[]>;
}

export const WEBHOOK_KINDS = [
  'created',
  'updated',
  'deleted',
  'restored',
  'merged',
  'linked',
  'other',
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/**
 * One change as a provider tells it. It is a hint: the record is read from the CRM before anything is written, so only
 * which record it is counts; the rest is for people.
 */
export interface WebhookEvent {
  /** Made of what tells it apart from every other event of the provider: the same whenever it is delivered again. */
  key: string;
  /** The provider's account; null: that of the channel. */
  accountId: string | null;
  /** Null: none of ours. */
  object: ObjectName | null;
  remoteId: string;
  /** Further records of the same object that it concerns: those that were merged. */
  alsoIds: string[];
  kind: WebhookKind;
  occurredAt: Date | null;
  /** CRM fields that changed, where they are named. */
  fields: string[];
}

/** How a provider tells us of changes. */
export interface Webhooks {
  /** Request headers that `verify` and `readEvents` need, in lower case; others are not kept. */
  headers: readonly string[];
  signed: SignedBySecret | SignedByToken;
  channels?: WebhookChannels;
  /**
   * Events of a body that was believed, in its order. A change that concerns several records is several events.
   *
   * @throws Error when the body cannot be one of the provider's.
   */
  readEvents(delivery: Pick<WebhookRequest, 'body' | 'headers' | 'receivedAt'>): WebhookEvent[];
  /**
   * How long to wait before the record is read: for providers that tell of a change before it is committed, or tell it
   * many times over. Default 0.
   */
  settleMs?: number;
}
