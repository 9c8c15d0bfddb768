import { randomUUID } from 'node:crypto';
import { Op, type Transaction, UniqueConstraintError } from 'sequelize';
import type { AccountInfo, Connector, TokenSet } from '../connectors/connector.js';
import { ServiceError } from '../errors.js';
import { audit } from '../observe/audit.js';
import { ConnectFlow, Connection, SyncSchedule } from '../store/models/index.js';
import { writeEvent } from '../store/queries/write-events.js';
import { layChannels } from './channels/lay-channels.js';
import { sealTokens } from './credentials.js';
import type { RefreshContext } from './refresh.js';

/**
 * Saves what a sign-in brought and settles its flow, in one transaction. The same account keeps its connection,
 * with mappings, links and what waits; another account while one is live is refused.
 *
 * @throws ServiceError `already_connected`.
 */
export async function saveConnection(
  context: RefreshContext,
  flow: ConnectFlow,
  connector: Connector,
  tokens: TokenSet,
  account: AccountInfo,
): Promise<Connection> {
  return keepConnection(context, flow, connector, tokens, account, async (connection, transaction) => {
    const [settled] = await ConnectFlow.update(
      { state: 'connected', connectionId: connection.id, verifier: null },
      { where: { id: flow.id, state: 'pending' }, transaction },
    );
    if (settled === 0)
      throw new ServiceError('flow_expired', { detail: 'This sign-in was given up before it ended.' });
  });
}

/** For whom an account is connected, and by whom. */
export type ConnectionOwner = Pick<ConnectFlow, 'workspaceId' | 'actor'>;

/**
 * Saves a connection, whatever brought it. `settle` belongs to the same transaction.
 *
 * @throws ServiceError `already_connected`.
 */
export async function keepConnection(
  context: RefreshContext,
  owner: ConnectionOwner,
  connector: Connector,
  tokens: TokenSet,
  account: AccountInfo,
  settle: (connection: Connection, transaction: Transaction) => Promise<void> = async () => undefined,
): Promise<Connection> {
  try {
    return await context.store.transaction(async (transaction) => {
      const { connection, before } = await upsert(context, owner, connector, tokens, account, transaction);
      // A new connection is polled from its first run on, when a person has chosen what to copy; one that comes back, now.
      await SyncSchedule.update(
        { nextRunAt: context.clock.now(), failures: 0 },
        { where: { connectionId: connection.id }, transaction },
      );
      await layChannels(context, connection, connector, transaction);
      await settle(connection, transaction);
      await tellConnected(context, connection, before, transaction);
      await audit(
        {
          workspaceId: owner.workspaceId,
          actor: owner.actor?.name ?? 'a person',
          action: 'connection_created',
          target: `connection:${connection.id}`,
          details: { provider: connector.id, account: account.id },
        },
        transaction,
      );
      return connection;
    });
  } catch (error) {
    if (error instanceof UniqueConstraintError) throw otherAccount(connector, account.name);
    throw error;
  }
}

async function upsert(
  context: RefreshContext,
  owner: ConnectionOwner,
  connector: Connector,
  tokens: TokenSet,
  account: AccountInfo,
  transaction: Transaction,
): Promise<{ connection: Connection; before: Connection['status'] | null }> {
  const where = { workspaceId: owner.workspaceId, provider: connector.id };
  const live = await Connection.findOne({
    where: { ...where, status: { [Op.ne]: 'disconnected' } },
    lock: transaction.LOCK.UPDATE,
    transaction,
  });
  if (live && live.accountId !== account.id) throw otherAccount(connector, live.accountName);
  const known =
    live ??
    (await Connection.findOne({
      where: { ...where, accountId: account.id },
      lock: transaction.LOCK.UPDATE,
      transaction,
    }));
  const id = known?.id ?? randomUUID();
  const now = context.clock.now();
  const values = {
    ...where,
    status: 'active' as const,
    statusReason: null,
    statusSince: now,
    accountId: account.id,
    accountName: account.name,
    accountUrl: account.url,
    scopes: tokens.scopes,
    metadata: { ...known?.metadata, ...account.metadata },
    ...sealTokens(context.vault, id, tokens, now, null),
    tokenVersion: (known?.tokenVersion ?? 0) + 1,
    connectedBy: owner.actor?.name ?? null,
    connectedAt: now,
    pausedBy: null,
    updatedAt: now,
  };
  const before = known?.status ?? null;
  const connection = known
    ? await known.update(values, { transaction })
    : await Connection.create({ id, ...values }, { transaction });
  return { connection, before };
}

/** An account that was connected all along has only been signed in to again. */
function tellConnected(
  { store }: RefreshContext,
  { id, accountId }: Connection,
  before: Connection['status'] | null,
  transaction: Transaction,
): Promise<void> {
  if (before !== null && before !== 'disconnected')
    return writeEvent(store, id, 'connection.resumed', { reason: 'signed_in_again' }, transaction);
  const data = { account_id: accountId, reconnected: before !== null };
  return writeEvent(store, id, 'connection.created', data, transaction);
}

function otherAccount(connector: Connector, name: string): ServiceError {
  return new ServiceError('already_connected', {
    detail: `${connector.label} is connected to the account ${name}. Disconnect that one first, or choose it when you sign in.`,
  });
}
