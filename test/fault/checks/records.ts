import { OBJECTS, type ObjectName } from '../../../shared/records.js';
import type { CrmRow } from '../bed/crm.js';
import { CRM_OBJECTS, differences, expectedFields, type LocalId } from '../model/expected.js';
import { FeedReader } from '../model/feed-reader.js';
import type { Storm } from '../storm.js';
import type { Found } from './violation.js';

/** What `findRecordFaults` needs of a storm: any CRM beside any service. */
export type Compared = Pick<Storm, 'bed'>;

/** Every record of the CRM, asked there, against what the service tells of it through its feed. */
export async function findRecordFaults({ bed }: Compared): Promise<Found> {
  const reader = new FeedReader(bed.host);
  await reader.catchUp();
  const localId: LocalId = (object, id) => (id === undefined ? null : (reader.localIdOf(object, id) ?? null));
  const found: Found = [];
  for (const object of OBJECTS)
    for (const row of await bed.crm.all(CRM_OBJECTS[object]))
      found.push(...compare(object, row, reader, localId));
  return found;
}

function compare(object: ObjectName, row: CrmRow, reader: FeedReader, localId: LocalId): Found {
  const id = `${object} ${row.id}`;
  const held = reader.records.get(id);
  if (!held) return [{ id, story: 'it is not in the store' }];
  if (held.deleted) return [{ id, story: 'the store says that it was deleted' }];
  const wrong = differences(expectedFields(object, row, localId), held.fields);
  return wrong.length === 0 ? [] : [{ id, story: wrong.join(', ') }];
}

export async function findStrays({ bed }: Compared): Promise<Found> {
  const found: Found = [];
  const reader = new FeedReader(bed.host);
  await reader.catchUp();
  for (const object of OBJECTS) {
    const ids = new Set((await bed.crm.all(CRM_OBJECTS[object])).map(({ id }) => id));
    for (const record of reader.records.values())
      if (record.object === object && !record.deleted && !ids.has(record.remote_id ?? ''))
        found.push({ id: `${object} ${record.remote_id}`, story: 'the CRM has no such record' });
  }
  const doubled = await bed.sql<{ object: string; local_id: string; n: string }>(
    `SELECT object, local_id, count(*) AS n FROM crm_records GROUP BY 1, 2 HAVING count(*) > 1`,
  );
  for (const { object, local_id, n } of doubled)
    found.push({ id: `${object} ${local_id}`, story: `${n} records bear this local id` });
  return found;
}
