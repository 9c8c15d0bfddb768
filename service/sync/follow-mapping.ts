import type { SyncCursor } from '../store/models/index.js';
import { isCopied, readAgain } from './enqueue-run.js';
import type { Pull } from './pull.js';

/**
 * Has an object copied again that was copied under a mapping which is no longer in use. Who saves a workspace's mapping
 * asks for that at once; a new default of an app reaches its workspaces here, each with its next poll, and so does what
 * was saved while a copy was just beginning. A copy that a person called off is left alone until somebody starts one.
 */
export async function followMapping(pull: Pull, cursor: SyncCursor): Promise<void> {
  const { services, run, mapping, connector, object } = pull;
  if (cursor.mappingKey === null || cursor.mappingKey === mapping.readKey) return;
  if (!isCopied(cursor) || cursor.backfillCancelledAt !== null) return;
  const connection = { id: run.connection_id, workspaceId: run.workspace_id, provider: connector.id };
  await services.store.transaction(async (transaction) => {
    await pull.fence(transaction);
    await readAgain(services, connection, object, null, transaction);
  });
}
