import { QueryTypes } from 'sequelize';
import { connectorFor } from '../../connectors/registry.js';
import { ServiceError } from '../../errors.js';
import { audit } from '../../observe/audit.js';
import { type Connection, WebhookChannel } from '../../store/models/index.js';
import { wake } from '../../store/wake.js';
import type { RefreshContext } from '../refresh.js';
import { webhookUrl } from './close-channels.js';
import { layChannels } from './lay-channels.js';
import { newToken, sealToken } from './tokens.js';

/**
 * Gives a connection a new address for webhooks. The old one is not believed from then on, and rules that we keep at the
 * CRM ourselves follow by themselves.
 *
 * @returns the address, which is told nowhere else, and what a person does with it.
 * @throws ServiceError `bad_request` for a CRM whose webhooks come to no address of a connection's own,
 * `connection_not_found` for a connection that was removed.
 */
export async function renewAddress(
  context: RefreshContext,
  connection: Connection,
  actor: string,
): Promise<{ url: string; steps: string[] }> {
  const connector = connectorFor(connection.provider);
  const { signed } = connector.webhooks ?? {};
  if (signed?.kind !== 'token' || !signed.isInAddress)
    throw new ServiceError('bad_request', {
      detail: `${connector.label} needs no address of a connection's own: what it tells reaches us without.`,
    });
  if (connection.status === 'disconnected')
    throw new ServiceError('connection_not_found', { detail: 'This connection was removed.' });
  const token = newToken();
  await context.store.transaction(async (transaction) => {
    // One of an earlier release has none yet.
    await layChannels(context, connection, connector, transaction);
    const where = { connectionId: connection.id };
    const row = await WebhookChannel.findOne({ where, transaction, lock: true, rejectOnEmpty: true });
    await row.update({ ...sealToken(context.vault, row.id, token), updatedAt: new Date() }, { transaction });
    // Whoever is telling the CRM the old address has lost the channel, which is due again.
    await context.store.sequelize.query(
      'UPDATE crm_webhook_channels SET lease = lease + 1, lease_until = NULL, next_at = now() WHERE id = $1',
      { bind: [row.id], transaction, type: QueryTypes.RAW },
    );
    await wake(context.store, 'channel', transaction);
    await audit(
      {
        workspaceId: connection.workspaceId,
        actor,
        action: 'webhook_address_renewed',
        target: `connection:${connection.id}`,
      },
      transaction,
    );
  });
  return { url: webhookUrl(context.config, connector, token), steps: [...(signed.steps ?? [])] };
}
