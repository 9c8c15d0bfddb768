import type { ObjectName } from '../../../shared/records.js';
import { groupBy } from '../batches.js';
import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { fromRemoteId, toRemoteId } from './objects.js';
import { readOne } from './read.js';
import { fetchByIds, toRemotes } from './read-records.js';
import { fieldsToAsk } from './translate.js';

/**
 * The records that exist among those asked for. What an answer is silent about is asked for by itself, so that a record
 * left out is one that Zoho said it does not have.
 */
export async function readMany(
  session: ConnectorSession,
  object: ObjectName,
  remoteIds: readonly string[],
  fields: string[],
): Promise<RemoteRecord[]> {
  const asked = [...new Set(remoteIds)].map((remoteId) => fromRemoteId(object, remoteId));
  const records: RemoteRecord[] = [];
  for (const [info, ofModule] of groupBy(asked, (each) => each.info)) {
    const ids = ofModule.map(({ id }) => id);
    const found = await fetchByIds(session, info, ids, fieldsToAsk(info, fields));
    records.push(...(await toRemotes(session, info, found)));
    const answered = new Set(found.map(({ id }) => id));
    for (const id of ids.filter((each) => !answered.has(each))) {
      const record = await readOne(session, object, toRemoteId(info.module, id), fields);
      if (record) records.push(record);
    }
  }
  return records;
}
