import type { Connection } from '../../../shared/connection.js';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import { ApiError, type CrmClient } from '../../api/client.js';
import { listConnections, listProviders } from '../../api/connections.js';

/** What the editor stands on: which CRM, and whether it can be reached. */
export interface Base {
  providers: readonly ProviderInfo[];
  connections: readonly Connection[];
  /** Null: no CRM is connected. */
  connection: Connection | null;
  provider: ProviderInfo | null;
  /** The CRM ended our access and its fields are not known. */
  isCutOff: boolean;
}

interface ReadBase {
  client: CrmClient;
  /** Provider to show; undefined: the first connected one. */
  wanted: string | undefined;
  askSession(): Promise<unknown>;
  /** Reads the mappings of the provider and its fields. */
  readObjects(provider: ProviderInfo): Promise<void>;
  signal: AbortSignal;
}

export async function readBase(ask: ReadBase): Promise<Base> {
  const { client, wanted, signal } = ask;
  const [providers, all] = await Promise.all([
    listProviders(client, signal),
    listConnections(client, signal),
    ask.askSession(),
  ]);
  const connections = all.filter(({ status }) => status !== 'disconnected');
  const connection = connections.find(({ provider }) => !wanted || provider === wanted) ?? null;
  const provider = providers.find(({ id }) => id === (connection?.provider ?? wanted)) ?? null;
  const base = { providers, connections, connection, provider, isCutOff: false };
  if (!connection || !provider) return { ...base, connection: null };
  // The connection may have gone, or its access ended, since it was listed.
  try {
    await ask.readObjects(provider);
  } catch (error) {
    const code = error instanceof ApiError ? error.code : null;
    if (code === 'not_connected') return { ...base, connection: null };
    if (code === 'connection_needs_reauth') return { ...base, isCutOff: true };
    throw error;
  }
  return base;
}
