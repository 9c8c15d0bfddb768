import type { Connector, GrantPlace, ProviderHosts, Regions } from '../connectors/connector.js';
import type { Config } from '../env.js';
import { ServiceError } from '../errors.js';
import { AppProviderCredentials } from '../store/models/index.js';
import type { Vault } from '../vault/keyring.js';

/** What we are to a provider for one app: a client with its secret, and where the provider lives. */
export interface ProviderAccess {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  hosts: ProviderHosts;
}

interface Secrets {
  client_secret: string;
  webhook_secret: string | null;
  /** By data centre. Rows of before have none. */
  region_secrets?: Record<string, string>;
}

const regionsOf = ({ auth }: Connector): Regions | undefined =>
  auth.kind === 'oauth2' ? auth.regions : undefined;

/**
 * Where a provider lives, with the overrides for sandboxes and tests.
 *
 * @param place of one grant or key; left out: where people begin to sign in.
 * @throws CrmError when the place names a host that is not one of the provider's.
 */
export function hostsOf(connector: Connector, config: Config, place: GrantPlace = {}): ProviderHosts {
  if (connector.auth.kind === 'api_key') {
    if (Object.keys(place).length === 0) return connector.hosts;
    const url = connector.auth.apiUrl(place);
    return { authUrl: url, apiUrl: url };
  }
  const env = config.providers.get(connector.id);
  const regions = regionsOf(connector);
  const start = env?.region && regions ? regions.startHosts(env.region) : connector.hosts;
  const hosts = { authUrl: env?.authUrl ?? start.authUrl, apiUrl: env?.apiUrl ?? start.apiUrl };
  return regions ? regions.hostsOf(hosts, place) : hosts;
}

export function redirectUriOf(connector: Connector, config: Config): string {
  return (
    config.providers.get(connector.id)?.redirectUri ?? `${config.appBaseUrl}/crm/${connector.id}/callback`
  );
}

/**
 * The app's own credentials at a provider, else the service's; null when there are none.
 *
 * @param place of the grant they are used for; left out: where people begin to sign in.
 */
export async function findProviderAccess(
  appId: string,
  connector: Connector,
  context: { config: Config; vault: Vault },
  place: GrantPlace = {},
): Promise<ProviderAccess | null> {
  const hosts = hostsOf(connector, context.config, place);
  const redirectUri = redirectUriOf(connector, context.config);
  const region = regionsOf(connector)?.regionOf(place) ?? null;
  const secretIn = (byRegion: Readonly<Record<string, string>>) =>
    region === null ? undefined : byRegion[region];
  const own = await AppProviderCredentials.findOne({ where: { appId, provider: connector.id } });
  if (own) {
    const secrets = openCredentials(context.vault, own);
    const clientSecret = secretIn(secrets.region_secrets ?? {}) ?? secrets.client_secret;
    return { clientId: own.clientId, clientSecret, redirectUri, hosts };
  }
  const env = context.config.providers.get(connector.id);
  if (!env?.clientId || !env.clientSecret) return null;
  const clientSecret = secretIn(env.regionSecrets) ?? env.clientSecret;
  return { clientId: env.clientId, clientSecret, redirectUri, hosts };
}

/** @throws ServiceError `provider_not_configured`. */
export async function requireProviderAccess(
  appId: string,
  connector: Connector,
  context: { config: Config; vault: Vault },
  place: GrantPlace = {},
): Promise<ProviderAccess> {
  const access = await findProviderAccess(appId, connector, context, place);
  if (access) return access;
  throw new ServiceError('provider_not_configured', {
    detail: `${connector.label} has no client id and secret yet. Set CRM_${connector.id.toUpperCase()}_CLIENT_ID and _CLIENT_SECRET, or give the app its own.`,
  });
}

export function sealCredentials(vault: Vault, appId: string, provider: string, secrets: Secrets): string {
  return vault.seal(JSON.stringify(secrets), credentialsContext(appId, provider));
}

export function openCredentials(
  vault: Vault,
  { appId, provider, secrets }: Pick<AppProviderCredentials, 'appId' | 'provider' | 'secrets'>,
): Secrets {
  return JSON.parse(vault.open(secrets, credentialsContext(appId, provider))) as Secrets;
}

const credentialsContext = (appId: string, provider: string): string =>
  `app_provider_credentials:${appId}:${provider}`;
