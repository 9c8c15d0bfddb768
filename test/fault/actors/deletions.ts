import type { Storm } from '../storm.js';

const REST_MS = 2_500;

/** People delete records in the CRM, and take some of them out of the bin again. Never so many that it looks like a fault. */
export async function deletions(storm: Storm): Promise<void> {
  const random = storm.randomOf('deletions');
  const { doomed } = storm.world;
  const post = (path: string, id: string) => storm.bed.crm.door.post(path, { object: 'contacts', ids: [id] });
  for (const id of doomed) {
    if (!(await storm.rest(200 + random(REST_MS)))) return;
    await post('records/archive', id);
    storm.ledger.count('deletions');
    if (random(3) > 0) continue;
    await storm.rest(random(REST_MS));
    await post('records/restore', id);
    storm.ledger.count('deletions undone');
  }
}
