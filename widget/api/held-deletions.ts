import type * as routes from '../../shared/routes/held-deletions.js';
import type { CrmClient, Endpoint } from './client.js';

const RECORDS: Endpoint<typeof routes.listHeldRecords> = {
  method: 'GET',
  path: '/crm/held-deletions/:held_id/records',
};
const DECIDE: Endpoint<typeof routes.decideHeldDeletion> = {
  method: 'POST',
  path: '/crm/held-deletions/:held_id/decide',
};

/** Records whose deletion is held back, a page after the cursor. */
export function listHeldRecords(
  client: CrmClient,
  heldId: string,
  query: { cursor: string | null; limit: number },
): Promise<routes.ListHeldRecordsResult> {
  return client.request(RECORDS, { params: { held_id: heldId }, query });
}

/**
 * Deletes or keeps what is held.
 *
 * @throws ApiError `held_deletion_changed` when another number is held by now, `held_deletion_decided`.
 */
export function decideHeldDeletion(
  client: CrmClient,
  heldId: string,
  body: routes.DecideHeldDeletionBody,
): Promise<routes.DecideHeldDeletionResult> {
  return client.request(DECIDE, { params: { held_id: heldId }, body });
}
