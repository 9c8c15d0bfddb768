import type { ObjectName } from '../../../shared/records.js';
import { type ConnectorSession, CrmError, type DeletedPage, type ReadOptions } from '../connector.js';
import { ask, PATHS } from './client.js';
import { HUBSPOT_OBJECTS, MAIN_TYPE, toRemoteId } from './objects.js';
import type { RecordList } from './types.js';

const LIST_PAGE_SIZE = 100;

/**
 * Lists the recycle bin, which keeps a record for 90 days. It comes in order of id and takes no "since", so every
 * reading begins at its start; the cursor only lets an interrupted one go on.
 */
export async function* readDeleted(
  session: ConnectorSession,
  object: ObjectName,
  options: Omit<ReadOptions, 'fields'>,
): AsyncGenerator<DeletedPage> {
  const info = HUBSPOT_OBJECTS[MAIN_TYPE[object]];
  let after = options.cursor === '' ? undefined : (options.cursor ?? undefined);
  for (;;) {
    const { body } = await ask<RecordList>(session, {
      method: 'GET',
      path: PATHS.objects(info.type),
      query: { limit: LIST_PAGE_SIZE, after, archived: 'true', properties: info.modified },
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (!Array.isArray(body.results)) throw new CrmError('other', 'HubSpot answered a list without results');
    const deleted = body.results.map((record) => {
      const at = Date.parse(record.archivedAt ?? '');
      return { remoteId: toRemoteId(info.type, record.id), at: Number.isNaN(at) ? null : new Date(at) };
    });
    after = body.paging?.next?.after;
    yield { deleted, cursor: after ?? '' };
    if (after === undefined) return;
  }
}
