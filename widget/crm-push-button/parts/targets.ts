import type { ConnectionStatus } from '../../../shared/connection.js';
import type { CrmClient } from '../../api/client.js';
import { listConnections, listProviders } from '../../api/connections.js';

/** A CRM account calls can go to; a CRM without one is `disconnected`. */
export interface Target {
  provider: string;
  label: string;
  status: ConnectionStatus;
}

interface Kept {
  targets: Promise<Target[]>;
  because: Event | null;
}
const kept = new WeakMap<CrmClient, Kept>();

/**
 * The CRMs and their accounts, asked once for all buttons of a workspace.
 *
 * @param because an event that says they changed: the first button that heard it asks again, the others share that.
 */
export function readTargets(client: CrmClient, because: Event | null = null): Promise<Target[]> {
  const known = kept.get(client);
  if (known && (because === null || known.because === because)) return known.targets;
  const targets = askTargets(client);
  kept.set(client, { targets, because });
  // A failure is not kept: the next one asks again.
  targets.catch(() => {
    if (kept.get(client)?.targets === targets) kept.delete(client);
  });
  return targets;
}

async function askTargets(client: CrmClient): Promise<Target[]> {
  const [connections, providers] = await Promise.all([listConnections(client), listProviders(client)]);
  const labels = new Map(providers.map(({ id, label }) => [id, label]));
  const named = (provider: string, status: ConnectionStatus): Target => {
    return { provider, status, label: labels.get(provider) ?? provider };
  };
  return [
    ...connections.map(({ provider, status }) => named(provider, status)),
    // Receipts outlive their connection and name its CRM still.
    ...providers.map(({ id }) => named(id, 'disconnected')),
  ];
}

/** The account a button sends to: its own provider's, else the first that can take calls, else the first. */
export function chooseTarget(targets: readonly Target[], provider: string): Target | undefined {
  const connected = targets.filter(isConnected);
  if (provider) return connected.find((target) => target.provider === provider);
  return connected.find(({ status }) => status === 'active') ?? connected[0];
}

export const isConnected = ({ status }: Target): boolean => status !== 'disconnected';

/** How a CRM is called; its id where the app no longer offers it. */
export function labelOf(targets: readonly Target[], provider: string): string {
  return targets.find((target) => target.provider === provider)?.label ?? provider;
}
