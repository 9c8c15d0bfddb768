import { chunk } from '../batches.js';
import { type ConnectorSession, CrmError, type RemoteRecord } from '../connector.js';
import { get, PATHS } from './client.js';
import { ZOHO_OBJECTS, type ZohoObject } from './objects.js';
import { zohoToRemote } from './translate.js';
import type { RecordList, ZohoRecord } from './types.js';

/** Ids of one request. */
const IDS_AT_ONCE = 100;
/** Fields of one request; more are read in several and put together. */
export const FIELDS_AT_ONCE = 50;

/** Those of the records that exist, in the order asked for. Reads the records themselves, not the search index. */
export async function fetchByIds(
  session: ConnectorSession,
  info: ZohoObject,
  ids: readonly string[],
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<ZohoRecord[]> {
  const found = new Map<string, ZohoRecord>();
  for (const part of chunk([...new Set(ids)], IDS_AT_ONCE))
    for (const some of chunk(fields, FIELDS_AT_ONCE)) {
      const query = { ids: part.join(), fields: some.join() };
      const { body } = await get<RecordList>(session, PATHS.records(info.module), query, signal);
      for (const record of body?.data ?? []) found.set(record.id, { ...found.get(record.id), ...record });
    }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Adds the fields that did not fit into a request; records that went meanwhile are left out. */
export async function fillFields(
  session: ConnectorSession,
  info: ZohoObject,
  records: ZohoRecord[],
  fields: readonly string[],
  signal?: AbortSignal,
): Promise<ZohoRecord[]> {
  const rest = fields.slice(FIELDS_AT_ONCE);
  if (rest.length === 0 || records.length === 0) return records;
  const ids = records.map(({ id }) => id);
  const more = await fetchByIds(session, info, ids, rest, signal);
  const byId = new Map(more.map((record) => [record.id, record]));
  return records.flatMap((record) => {
    const filled = byId.get(record.id);
    return filled ? [{ ...filled, ...record }] : [];
  });
}

/**
 * Zoho records as we hand them on. An activity hangs on one record beside its contact; where that is a deal, the company
 * is the deal's.
 */
export async function toRemotes(
  session: ConnectorSession,
  info: ZohoObject,
  records: ZohoRecord[],
): Promise<RemoteRecord[]> {
  const remotes = records.map((record) => zohoToRemote(info, record, session.metadata));
  const ids = remotes.flatMap(({ refs }) => refs['deal_id'] ?? []);
  const companies = ids.length === 0 ? null : await companiesOf(session, ids);
  if (companies === null) return remotes;
  return remotes.map((remote) => {
    const company = companies.get(remote.refs['deal_id']?.[0] ?? '');
    return company === undefined ? remote : { ...remote, refs: { ...remote.refs, company_id: company } };
  });
}

/** Companies by the deal they have; null where we may not read deals. */
async function companiesOf(
  session: ConnectorSession,
  dealIds: string[],
): Promise<Map<string, string[]> | null> {
  const info = ZOHO_OBJECTS.Deals;
  try {
    const deals = await fetchByIds(session, info, [...new Set(dealIds)], [info.lookups.Accounts ?? 'id']);
    const remotes = deals.map((deal) => zohoToRemote(info, deal, session.metadata));
    return new Map(remotes.map(({ remoteId, refs }) => [remoteId, refs['company_id'] ?? []]));
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'permission') return null;
    throw error;
  }
}
