import type { ObjectName } from '../../../shared/records.js';
import { chunk, groupBy } from '../batches.js';
import { type ConnectorSession, CrmError, type RemoteRecord } from '../connector.js';
import { readRefs } from './associations.js';
import { askByPost, PATHS } from './client.js';
import { fromRemoteId, type HubspotObject, toRemoteId } from './objects.js';
import { readOne } from './read.js';
import { hubspotToRemote, propertiesToAsk } from './translate.js';
import type { BatchAnswer } from './types.js';

const BATCH_READ_SIZE = 100;

/**
 * The records that exist among those asked for, read from the records themselves; of merged ones the survivors. What
 * an answer is silent about is asked for by itself, so that a record left out is one that HubSpot said it does not have.
 */
export async function readMany(
  session: ConnectorSession,
  object: ObjectName,
  remoteIds: readonly string[],
  fields: string[],
): Promise<RemoteRecord[]> {
  const asked = [...new Set(remoteIds)].map((remoteId) => fromRemoteId(object, remoteId));
  const records = new Map<string, RemoteRecord>();
  const add = (record: RemoteRecord) => {
    const mergedIds = new Set([...(records.get(record.remoteId)?.mergedIds ?? []), ...record.mergedIds]);
    records.set(record.remoteId, { ...record, mergedIds: [...mergedIds] });
  };
  for (const [info, ofType] of groupBy(asked, (each) => each.info))
    for (const part of chunk(ofType, BATCH_READ_SIZE)) {
      const ids = part.map(({ id }) => id);
      const { found, unsaid } = await readPart(session, info, ids, fields);
      for (const record of found) add(record);
      for (const id of unsaid) {
        const record = await readOne(session, object, toRemoteId(info.type, id), fields);
        if (record) add(record);
      }
    }
  return [...records.values()];
}

async function readPart(
  session: ConnectorSession,
  info: HubspotObject,
  ids: string[],
  fields: string[],
): Promise<{ found: RemoteRecord[]; unsaid: string[] }> {
  const body = { properties: propertiesToAsk(info, fields), inputs: ids.map((id) => ({ id })) };
  const { results, errors = [] } = await askByPost<BatchAnswer>(
    session,
    `${PATHS.objects(info.type)}/batch/read`,
    body,
  );
  if (!Array.isArray(results)) throw new CrmError('other', 'HubSpot answered a batch read without results');
  const refs = await readRefs(
    session,
    info,
    results.map(({ id }) => id),
  );
  const found = results.map((record) => hubspotToRemote(info, record, refs.get(record.id) ?? {}));
  const answered = new Set(results.map(({ id }) => id));
  for (const { mergedIds } of found) for (const id of mergedIds) answered.add(id);
  for (const { category, context } of errors)
    if (category === 'OBJECT_NOT_FOUND') for (const id of context?.['ids'] ?? []) answered.add(id);
  return { found, unsaid: ids.filter((id) => !answered.has(id)) };
}
