import type { Transaction } from 'sequelize';
import type { Clock } from '../clock.js';
import {
  type Connector,
  CrmError,
  type OAuth2Auth,
  ReconnectNeeded,
  type TokenSet,
} from '../connectors/connector.js';
import { connectorFor } from '../connectors/registry.js';
import type { Config } from '../env.js';
import type { Log } from '../log.js';
import { audit } from '../observe/audit.js';
import { Connection, Workspace } from '../store/models/index.js';
import { writeEvent } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/keyring.js';
import { openSecrets, sealTokens } from './credentials.js';
import { hostsOf, type ProviderAccess, requireProviderAccess } from './provider-access.js';
import { requestTokens } from './request-tokens.js';
import { createSlots } from './slots.js';

export interface RefreshContext {
  store: Store;
  vault: Vault;
  clock: Clock;
  config: Config;
  log: Log;
}

/** Renewals of one process at a time: each holds a database connection while the provider answers. */
const slots = createSlots(6);

/** Callers of one process that need the same renewal share it; between processes the row lock decides. */
const underWay = new Map<string, Promise<void>>();

/**
 * Renews a connection's token unless somebody did since `version`. One provider call at a time per connection,
 * across processes: the row is locked, the version compared, and the new pair is committed before anyone uses it.
 *
 * @throws ReconnectNeeded when the grant is gone; the connection is then `needs_reauth`.
 */
export function refreshToken(context: RefreshContext, connectionId: string, version: number): Promise<void> {
  const running = underWay.get(connectionId);
  if (running) return running;
  const work = refresh(context, connectionId, version).finally(() => underWay.delete(connectionId));
  underWay.set(connectionId, work);
  return work;
}

async function refresh(context: RefreshContext, connectionId: string, version: number): Promise<void> {
  await slots.take();
  try {
    await refreshOnce(context, connectionId, version);
  } finally {
    slots.free();
  }
}

async function refreshOnce(context: RefreshContext, connectionId: string, version: number): Promise<void> {
  const access = await accessOf(context, connectionId);
  const gone = await context.store.transaction(async (transaction) => {
    const connection = await Connection.findByPk(connectionId, {
      // Rows that point at the connection can still be written: a push must not wait for the provider.
      lock: transaction.LOCK.NO_KEY_UPDATE,
      transaction,
    });
    if (!connection || connection.status === 'disconnected' || connection.status === 'needs_reauth') {
      return new ReconnectNeeded('grant_revoked', 'the connection is not usable until it is connected again');
    }
    if (connection.tokenVersion !== version) return null;
    try {
      await renewLocked(context, connection, access, transaction);
      return null;
    } catch (error) {
      if (!(error instanceof ReconnectNeeded)) throw error;
      await markNeedsReauth(context, connection, error.reason, transaction);
      return error;
    }
  });
  if (gone) throw gone;
}

async function renewLocked(
  context: RefreshContext,
  connection: Connection,
  access: ProviderAccess | null,
  transaction: Transaction,
): Promise<void> {
  const connector = connectorFor(connection.provider);
  if (connector.auth.kind !== 'oauth2' || !access) {
    const isOver = connection.tokenExpiresAt !== null && connection.tokenExpiresAt <= context.clock.now();
    const reason = isOver ? 'grant_expired' : 'grant_revoked';
    throw new ReconnectNeeded(reason, 'the key was refused and cannot be renewed');
  }
  const secrets = openSecrets(context.vault, connection);
  if (secrets.refreshToken === null)
    throw new ReconnectNeeded('grant_expired', 'the grant ended and came without a refresh token');
  waitForRenewal(connector.auth, secrets.tokensAt ?? [], context.clock.now());
  const tokens = await requestTokens(connector.auth, access, {
    grant_type: 'refresh_token',
    refresh_token: secrets.refreshToken,
  });
  await connection.update(
    {
      ...sealTokens(context.vault, connection.id, tokens, context.clock.now(), secrets),
      tokenVersion: connection.tokenVersion + 1,
      ...(tokens.scopes.length > 0 ? { scopes: tokens.scopes } : {}),
      ...placeAfter(context, connector, connection, tokens),
      updatedAt: context.clock.now(),
    },
    { transaction },
  );
  context.log.info({ connection_id: connection.id, provider: connection.provider }, 'access renewed');
}

/** @throws CrmError `rate_limit` when the provider would bring no more access tokens for this grant right now. */
function waitForRenewal({ renewals }: OAuth2Auth, tokensAt: readonly number[], now: Date): void {
  const first = renewals && tokensAt.at(-renewals.requests);
  if (!renewals || first === undefined) return;
  const retryAfterMs = first + renewals.perMs - now.getTime();
  if (retryAfterMs > 0)
    throw new CrmError('rate_limit', 'the access was renewed too often in a short time', { retryAfterMs });
}

/** A provider may move an account. Where it names a host that is not its own, the place stays what it was. */
function placeAfter(
  context: RefreshContext,
  connector: Connector,
  connection: Connection,
  tokens: TokenSet,
): { metadata?: Record<string, unknown> } {
  if (connector.auth.kind !== 'oauth2' || !connector.auth.regions) return {};
  const metadata = { ...connection.metadata, ...tokens.extra };
  try {
    hostsOf(connector, context.config, metadata);
    return { metadata };
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
    context.log.warn(
      { err: error, connection_id: connection.id },
      'the provider named a host we do not know',
    );
    return {};
  }
}

/** Read before the row is locked: who holds a lock and waits for another database connection can wait for ever. */
async function accessOf(context: RefreshContext, connectionId: string): Promise<ProviderAccess | null> {
  const connection = await Connection.findByPk(connectionId);
  if (!connection) return null;
  const connector = connectorFor(connection.provider);
  if (connector.auth.kind !== 'oauth2') return null;
  const workspace = await Workspace.findByPk(connection.workspaceId, { rejectOnEmpty: true });
  return requireProviderAccess(workspace.appId, connector, context, connection.metadata);
}

/** The grant is gone: work stops until a person connects again. What waits stays. */
async function markNeedsReauth(
  context: RefreshContext,
  connection: Connection,
  reason: 'grant_revoked' | 'grant_expired',
  transaction: Transaction,
): Promise<void> {
  const now = context.clock.now();
  await connection.update(
    { status: 'needs_reauth', statusReason: reason, statusSince: now, updatedAt: now },
    { transaction },
  );
  await audit(
    {
      workspaceId: connection.workspaceId,
      actor: 'service',
      action: 'connection_needs_reauth',
      target: `connection:${connection.id}`,
      details: { reason },
    },
    transaction,
  );
  await writeEvent(context.store, connection.id, 'connection.needs_reauth', { reason }, transaction);
  context.log.warn(
    { connection_id: connection.id, provider: connection.provider, reason },
    'the CRM ended our access',
  );
}
