import type { Transaction } from 'sequelize';
import { ServiceError } from '../errors.js';
import { audit } from '../observe/audit.js';
import { Connection, SyncSchedule } from '../store/models/index.js';
import { writeEvent } from '../store/queries/write-events.js';
import { wake } from '../store/wake.js';
import type { RefreshContext } from './refresh.js';

/**
 * Pauses or resumes a connection. What waits stays and goes on where it stood.
 *
 * @throws ServiceError `connection_needs_reauth`, `connection_not_found`.
 */
export async function pauseConnection(
  context: RefreshContext,
  connection: Connection,
  by: { paused: boolean; actor: string },
): Promise<Connection> {
  if (connection.status === 'disconnected')
    throw new ServiceError('connection_not_found', { detail: 'This connection was removed.' });
  if (connection.status === 'needs_reauth') {
    throw new ServiceError('connection_needs_reauth', {
      detail: 'The CRM ended our access. Connect it again.',
      next: 'reconnect',
    });
  }
  const now = context.clock.now();
  const [from, to] = by.paused ? (['active', 'paused'] as const) : (['paused', 'active'] as const);
  await context.store.transaction(async (transaction) => {
    const [changed] = await Connection.update(
      {
        status: to,
        statusReason: by.paused ? 'paused_by_person' : null,
        statusSince: now,
        pausedBy: by.paused ? by.actor : null,
        updatedAt: now,
      },
      { where: { id: connection.id, status: from }, transaction },
    );
    if (changed === 0) return;
    await tellPause(context, connection.id, by.paused, transaction);
    // Heard when this commits: what is under way is put down, what waits goes on.
    await wake(context.store, by.paused ? 'called_off' : 'delta', transaction);
    if (!by.paused) await wake(context.store, 'push', transaction);
    if (!by.paused)
      await SyncSchedule.update({ nextRunAt: now }, { where: { connectionId: connection.id }, transaction });
    await audit(
      {
        workspaceId: connection.workspaceId,
        actor: by.actor,
        action: by.paused ? 'connection_paused' : 'connection_resumed',
        target: `connection:${connection.id}`,
      },
      transaction,
    );
  });
  return connection.reload();
}

function tellPause(
  { store }: RefreshContext,
  id: string,
  isPaused: boolean,
  transaction: Transaction,
): Promise<void> {
  return isPaused
    ? writeEvent(store, id, 'connection.paused', { reason: 'paused_by_person' }, transaction)
    : writeEvent(store, id, 'connection.resumed', { reason: 'resumed_by_person' }, transaction);
}
