import type { Connector } from '../connectors/connector.js';
import type { Config } from '../env.js';
import { AppProviderCredentials } from '../store/models/index.js';
import type { Vault } from '../vault/keyring.js';
import { openCredentials } from './provider-access.js';

/** A secret that a provider's webhooks may be signed with. */
export interface WebhookSigner {
  secret: string;
  /** The app whose own it is; null: the service's, or one that several apps have. */
  appId: string | null;
}

/** Every secret a provider may sign with: the service's and those of apps that brought their own. */
export async function listWebhookSigners(
  { id }: Connector,
  { config, vault }: { config: Config; vault: Vault },
): Promise<WebhookSigner[]> {
  const env = config.providers.get(id);
  const owned = await AppProviderCredentials.findAll({ where: { provider: id } });
  const all = [
    ...[env?.webhookSecret, env?.clientSecret].map((secret) => ({ secret, appId: null })),
    ...owned.flatMap((row) => {
      const { webhook_secret, client_secret } = openCredentials(vault, row);
      return [webhook_secret, client_secret].map((secret) => ({ secret, appId: row.appId }));
    }),
  ];
  const bySecret = new Map<string, string | null>();
  for (const { secret, appId } of all) {
    if (!secret) continue;
    const isNew = !bySecret.has(secret) || bySecret.get(secret) === appId;
    bySecret.set(secret, isNew ? appId : null);
  }
  return [...bySecret].map(([secret, appId]) => ({ secret, appId }));
}
