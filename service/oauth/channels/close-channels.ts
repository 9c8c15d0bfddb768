import type { Transaction } from 'sequelize';
import type { Connector, ConnectorSession } from '../../connectors/connector.js';
import type { WebhookChannel as Channel } from '../../connectors/webhooks.js';
import type { Config } from '../../env.js';
import type { Log } from '../../log.js';
import { WebhookChannel } from '../../store/models/index.js';
import type { Vault } from '../../vault/keyring.js';
import { openToken } from './tokens.js';

interface Context {
  config: Config;
  vault: Vault;
  log: Log;
}

/** Where a provider calls. */
export function webhookUrl(
  { appBaseUrl }: Pick<Config, 'appBaseUrl'>,
  connector: Connector,
  token: string,
): string {
  const { signed } = connector.webhooks ?? {};
  const base = `${appBaseUrl}/crm/webhooks/${connector.id}`;
  return signed?.kind === 'token' && signed.isInAddress ? `${base}/${token}` : base;
}

/** A channel as its connector knows it. @throws VaultError when no key opens its token. */
export function toChannel({ config, vault }: Context, connector: Connector, row: WebhookChannel): Channel {
  const token = openToken(vault, row);
  const { channelId, objects, details } = row;
  return { channelId, token, objects, details, url: webhookUrl(config, connector, token) };
}

/** Takes a connection's channels out of our tables, so that nothing they bring is believed any more. */
export async function takeChannels(
  connectionId: string,
  transaction: Transaction,
): Promise<WebhookChannel[]> {
  const rows = await WebhookChannel.findAll({ where: { connectionId }, transaction });
  await WebhookChannel.destroy({ where: { connectionId }, transaction });
  return rows;
}

/** Closes channels at the CRM, best effort: one that stays lapses by itself, and is refused until then. */
export async function closeChannels(
  context: Context,
  connector: Connector,
  session: ConnectorSession,
  rows: WebhookChannel[],
): Promise<void> {
  const { channels } = connector.webhooks ?? {};
  if (!channels) return;
  for (const row of rows)
    try {
      await channels.close(session, toChannel(context, connector, row));
    } catch (err) {
      const { connectionId, channelId } = row;
      context.log.warn({ err, connection_id: connectionId, channel_id: channelId }, 'a channel stays open');
    }
}
