import { QueryTypes } from 'sequelize';
import type { Connector, ConnectorSession } from '../../connectors/connector.js';
import { webhookUrl } from '../../oauth/channels/close-channels.js';
import type { Services } from '../../services.js';

/**
 * Closes the account's channels that lead to us and stand in none of our rows: their connection was disconnected while
 * the CRM was away, or the database is an older one. Best effort.
 */
export async function sweepChannels(
  services: Services,
  connector: Connector,
  session: ConnectorSession,
): Promise<void> {
  const { channels } = connector.webhooks ?? {};
  if (!channels?.list) return;
  const url = webhookUrl(services.config, connector, '');
  try {
    const listed = (await channels.list(session)).filter((each) => each.url === url);
    if (listed.length === 0) return;
    // Read after the list: a channel's row is there before the channel is.
    const known = await services.store.sequelize.query<{ channel_id: string }>(
      'SELECT channel_id FROM crm_webhook_channels WHERE provider = $1 AND channel_id = ANY($2)',
      { bind: [connector.id, listed.map(({ channelId }) => channelId)], type: QueryTypes.SELECT },
    );
    const ours = new Set(known.map(({ channel_id }) => channel_id));
    for (const { channelId } of listed.filter((each) => !ours.has(each.channelId))) {
      await channels.close(session, { channelId, token: '', url, objects: [], details: {} });
      services.log.info({ provider: connector.id, channel_id: channelId }, 'closed a channel nobody knows');
    }
  } catch (err) {
    services.log.warn({ err, provider: connector.id }, 'channels could not be swept');
  }
}
