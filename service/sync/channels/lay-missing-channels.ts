import { QueryTypes } from 'sequelize';
import type { Connector } from '../../connectors/connector.js';
import { connectors } from '../../connectors/registry.js';
import { layChannels } from '../../oauth/channels/lay-channels.js';
import type { Services } from '../../services.js';

/** Lays the channels of connections that have none: they were made by an earlier release. */
export async function layMissingChannels(services: Services): Promise<void> {
  for (const connector of connectors.values() as Iterable<Connector>) {
    if (!connector.webhooks?.channels) continue;
    const rows = await services.store.sequelize.query<{ id: string; provider: string }>(
      `SELECT c.id, c.provider FROM crm_connections c
        WHERE c.provider = $1 AND c.status IN ('active', 'paused')
          AND NOT EXISTS (SELECT 1 FROM crm_webhook_channels w WHERE w.connection_id = c.id)`,
      { bind: [connector.id], type: QueryTypes.SELECT },
    );
    for (const row of rows)
      await services.store.transaction(async (transaction) => {
        // A disconnect may have come in between: it takes the channels it finds.
        const [still] = await services.store.sequelize.query(
          `SELECT 1 FROM crm_connections WHERE id = $1 AND status IN ('active', 'paused') FOR UPDATE`,
          { bind: [row.id], transaction, type: QueryTypes.SELECT },
        );
        if (still) await layChannels(services, row, connector, transaction);
      });
  }
}
