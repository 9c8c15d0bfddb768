import { ServiceError } from '../../errors.js';
import { audit } from '../../observe/audit.js';
import type { WorkspaceScope } from '../../scope.js';
import type { Services } from '../../services.js';
import { Connection } from '../../store/models/index.js';
import { findHeld, type HeldRow, settleHeld } from '../../store/queries/held-deletions.js';
import { enqueueRun } from '../enqueue-run.js';

export interface Decision {
  decision: 'delete' | 'keep';
  /** How many the person saw. */
  count: number;
  by: string;
}

/**
 * Takes a person's word on held deletions. An approval is carried out by the connection's next run, which asks the CRM
 * once more for each record; one is queued at once.
 *
 * @throws ServiceError `held_deletion_not_found`, `held_deletion_changed`, `held_deletion_decided`, `not_connected`.
 */
export async function decideHeld(
  services: Services,
  scope: WorkspaceScope,
  id: string,
  { decision, count, by }: Decision,
): Promise<HeldRow> {
  const { store, clock } = services;
  const state = decision === 'delete' ? 'approved' : 'dismissed';
  const held = await store.transaction(async (transaction) => {
    const waiting = await findHeld(store, scope.id, id, transaction);
    if (!waiting) throw unknownHeld();
    if (waiting.state === state) return waiting;
    refuse(waiting, decision, count);
    await settleHeld(store, waiting, { state, by, at: clock.now() }, transaction);
    await audit(
      {
        ...{ appId: scope.appId, workspaceId: scope.id, actor: by },
        action: decision === 'delete' ? 'held_deletion_approved' : 'held_deletion_dismissed',
        target: `held_deletion:${id}`,
        details: { connection_id: waiting.connection_id, object: waiting.object, count },
      },
      transaction,
    );
    return (await findHeld(store, scope.id, id, transaction)) as HeldRow;
  });
  // Should we die before this, the next poll does it.
  if (state === 'approved') await carryOut(services, held, by);
  return held;
}

function refuse(held: HeldRow, decision: Decision['decision'], count: number): void {
  if (held.state !== 'waiting')
    throw new ServiceError('held_deletion_decided', {
      detail: `These records were ${held.state === 'approved' ? 'deleted' : 'kept'} already${held.decided_by === null ? '' : `: ${held.decided_by} decided`}.`,
    });
  if (held.count !== count)
    throw new ServiceError('held_deletion_changed', {
      detail: `There are ${held.count} by now, not ${count}. Look at them again.`,
    });
  if (decision === 'delete' && held.is_cut)
    throw new ServiceError('not_connected', {
      detail: 'The CRM was disconnected: nobody can ask it whether the records are really gone.',
    });
}

async function carryOut(services: Services, held: HeldRow, by: string): Promise<void> {
  const connection = await Connection.findByPk(held.connection_id, { rejectOnEmpty: true });
  if (connection.status === 'disconnected') return;
  await enqueueRun(services, connection, { kind: 'delta', objects: [held.object], requestedBy: by });
}

export const unknownHeld = (): ServiceError =>
  new ServiceError('held_deletion_not_found', {
    detail: 'There are no such held deletions in this workspace.',
  });
