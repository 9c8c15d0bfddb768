import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { fromRemoteId, toRemoteId, type ZohoObject } from './objects.js';
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
  const byModule = new Map<ZohoObject, string[]>();
  for (const remoteId of new Set(remoteIds)) {
    const { info, id } = fromRemoteId(object, remoteId);
    byModule.set(info, [...(byModule.get(info) ?? []), id]);
  }
  const records: RemoteRecord[] = [];
  for (const [info, ids] of byModule) {
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
