import { randomUUID } from 'node:crypto';
import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { Connector } from '../../connectors/connector.js';
import { type Connection, WebhookChannel } from '../../store/models/index.js';
import type { Store } from '../../store/store.js';
import { wake } from '../../store/wake.js';
import type { Vault } from '../../vault/keyring.js';
import { newToken, sealToken } from './tokens.js';

interface Context {
  store: Store;
  vault: Vault;
}

/**
 * Notes the channels a connection is to have, to be opened once this commits: nothing is ever opened at a CRM that is not
 * in our tables. Those it has are renewed at once, since another person's grant may have opened them. Safe to repeat.
 */
export async function layChannels(
  { store, vault }: Context,
  { id: connectionId, provider }: Pick<Connection, 'id' | 'provider'>,
  connector: Connector,
  transaction: Transaction,
): Promise<void> {
  const { channels } = connector.webhooks ?? {};
  if (!channels) return;
  const wanted: ObjectName[][] = channels.perObject
    ? connector.objects.map((object) => [object])
    : [connector.objects];
  await WebhookChannel.bulkCreate(
    wanted.map((objects) => {
      const id = randomUUID();
      const token = newToken();
      const channelId = channels.idOf?.(token) ?? null;
      return { id, connectionId, provider, objects, channelId, ...sealToken(vault, id, token) };
    }),
    { ignoreDuplicates: true, transaction },
  );
  await store.sequelize.query(
    'UPDATE crm_webhook_channels SET next_at = now(), failures = 0 WHERE connection_id = $1',
    { bind: [connectionId], transaction, type: QueryTypes.RAW },
  );
  await wake(store, 'channel', transaction);
}
