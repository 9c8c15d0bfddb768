import type { Bed } from '../bed/open-bed.js';

/** What the service knows of a record and its pushes, to tell how something came about. */
export async function historyOf(bed: Bed, object: string, localId: string): Promise<string> {
  const pushes = await bed.sql(
    `SELECT sequence, payload -> 'fields' AS fields, state, attempts, lease, first_tried_at, sent_at, updated_at, created_at
       FROM crm_pushes WHERE object = $1 AND local_id = $2 ORDER BY sequence`,
    object,
    localId,
  );
  const sides = await bed.sql(
    `SELECT host, base_host, base_crm, host_at, updated_at FROM crm_host_sides WHERE object = $1 AND local_id = $2`,
    object,
    localId,
  );
  return `; sides ${JSON.stringify(sides)}; pushes ${JSON.stringify(pushes)}`;
}
