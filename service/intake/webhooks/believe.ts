import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../clock.js';
import type { Connector } from '../../connectors/connector.js';
import type { WebhookRefusal, WebhookRequest, Webhooks } from '../../connectors/webhooks.js';
import { WebhookChannel } from '../../store/models/index.js';
import { type Known, keepKnown } from './known-secrets.js';

/** A secret that a provider's webhooks may be signed with, and the app whose own it is. */
export interface Signer {
  secret: string;
  appId: string | null;
}

/** For whom a webhook was sent, as far as it proves that. */
export interface Origin {
  appId: string | null;
  connectionId: string | null;
}

/** Decides whether a webhook comes from the provider it speaks for. */
export type Believe = (request: WebhookRequest) => Promise<Origin | { refused: WebhookRefusal }>;

/**
 * @param signersOf secrets of a provider that signs for all accounts of an app.
 * @param acceptsOld also signature schemes that the provider has replaced.
 */
export function believerOf(
  connector: Connector & { webhooks: Webhooks },
  context: { clock: Clock; acceptsOld: boolean; signersOf(connector: Connector): Promise<Signer[]> },
): Believe {
  const { signed } = connector.webhooks;
  if (signed.kind === 'token')
    return async (request) => {
      const read = signed.readToken(request);
      return 'refused' in read ? read : findChannel(connector.id, read);
    };
  const known = keepKnown(async () => {
    const signers = await context.signersOf(connector);
    return { signers, secrets: signers.map(({ secret }) => secret) };
  }, context.clock);
  const verify = async (request: WebhookRequest, from: Awaited<ReturnType<Known<Signers>['fresh']>>) => {
    const verdict = signed.verify(request, from.secrets, context.acceptsOld);
    if ('refused' in verdict) return verdict;
    return { appId: from.signers[verdict.signedBy]?.appId ?? null, connectionId: null };
  };
  return async (request) => {
    const verdict = await verify(request, await known.get());
    if (!('refused' in verdict) || verdict.refused !== 'signature_wrong') return verdict;
    // An app may have brought its secret a moment ago.
    return verify(request, await known.fresh());
  };
}

interface Signers {
  signers: Signer[];
  secrets: string[];
}

/** A token is random: its hash is looked up, and then compared in constant time as the channel's id is. */
async function findChannel(
  provider: string,
  { token, channelId }: { token: string; channelId: string | null },
): Promise<Origin | { refused: WebhookRefusal }> {
  const hash = createHash('sha256').update(token).digest();
  const channel = await WebhookChannel.findOne({ where: { provider, tokenHash: hash } });
  if (!channel || !timingSafeEqual(channel.tokenHash, hash)) return { refused: 'token_unknown' };
  if (channelId !== null && channel.channelId !== null && channelId !== channel.channelId)
    return { refused: 'token_unknown' };
  return { appId: null, connectionId: channel.connectionId };
}
