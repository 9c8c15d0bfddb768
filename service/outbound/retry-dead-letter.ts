import { ServiceError } from '../errors.js';
import { audit } from '../observe/audit.js';
import { Push } from '../store/models/index.js';
import type { Store } from '../store/store.js';
import { type DeadLetterRow, findDeadLetter, retryPushes } from './dead-letters.js';

/**
 * Puts one dead letter back into the outbox.
 *
 * @param by who asks; `workspaceId` (ours) refuses those of any other workspace.
 * @throws ServiceError `dead_letter_not_found`, `dead_letter_superseded`, `not_connected`.
 */
export function retryDeadLetter(
  store: Store,
  id: string,
  by: { actor: string; workspaceId?: string },
): Promise<{ row: DeadLetterRow; push: Push }> {
  return store.transaction(async (transaction) => {
    const row = await findDeadLetter(store, id, transaction);
    if (!row || (by.workspaceId !== undefined && row.workspace_key !== by.workspaceId))
      throw new ServiceError('dead_letter_not_found', {
        detail: 'No push with this id is waiting for a decision.',
      });
    refuseSuperseded(row);
    await retryPushes(store, [row.id], transaction);
    const about = { appId: row.app_id, workspaceId: row.workspace_key };
    const { actor } = by;
    await audit({ ...about, actor, action: 'dead_letter_retried', target: `push:${row.id}` }, transaction);
    return { row, push: await Push.findByPk(row.id, { rejectOnEmpty: true, transaction }) };
  });
}

function refuseSuperseded(row: DeadLetterRow): void {
  if (row.superseded)
    throw new ServiceError('dead_letter_superseded', {
      detail:
        'This push is superseded: a newer one of the same record was asked for. Retry that one instead.',
    });
  if (row.is_cut)
    throw new ServiceError('not_connected', { detail: 'The CRM was disconnected. Connect it again first.' });
}
