import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, RemoteRecord } from '../connector.js';
import { readRefs } from './associations.js';
import { chunk } from './client.js';
import { fromRemoteId, type HubspotObject } from './objects.js';
import { batchRead } from './read.js';
import { hubspotToRemote, propertiesToAsk } from './translate.js';

const BATCH_READ_SIZE = 100;

/** The records that exist among those asked for, read from the records themselves; of merged ones the survivors. */
export async function readMany(
  session: ConnectorSession,
  object: ObjectName,
  remoteIds: readonly string[],
  fields: string[],
): Promise<RemoteRecord[]> {
  const byType = new Map<HubspotObject, string[]>();
  for (const remoteId of new Set(remoteIds)) {
    const { info, id } = fromRemoteId(object, remoteId);
    byType.set(info, [...(byType.get(info) ?? []), id]);
  }
  const records: RemoteRecord[] = [];
  for (const [info, ids] of byType)
    for (const part of chunk(ids, BATCH_READ_SIZE))
      records.push(...(await readPart(session, info, part, fields)));
  return records;
}

async function readPart(
  session: ConnectorSession,
  info: HubspotObject,
  ids: string[],
  fields: string[],
): Promise<RemoteRecord[]> {
  const found = await batchRead(session, info, {
    properties: propertiesToAsk(info, fields),
    inputs: ids.map((id) => ({ id })),
  });
  const refs = await readRefs(
    session,
    info,
    found.map(({ id }) => id),
  );
  return found.map((record) => hubspotToRemote(info, record, refs.get(record.id) ?? {}));
}
