import { APP_FIELDS, type AppField, type CrmRecord, type Fields } from '../../../shared/records.js';
import { connectorFor } from '../../connectors/registry.js';
import type { FeedRow } from '../../store/queries/read-feed.js';

/** A record as the API shows it: references to other records by our ids. */
export function presentRecord(row: FeedRow): CrmRecord {
  const refs = APP_FIELDS[row.object].filter(({ type }) => type === 'ref' || type === 'ref_list');
  return {
    object: row.object,
    local_id: row.local_id,
    remote_id: row.remote_id,
    provider: row.provider,
    connection_id: row.connection_id,
    fields: {
      ...(row.fields as Fields),
      ...Object.fromEntries(refs.map((field) => [field.name, resolve(row, field)])),
    },
    custom: row.custom as Fields,
    remote_url: connectorFor(row.provider).recordUrl(row.account_id, row.metadata, row.object, row.remote_id),
    deleted: row.deleted_at !== null,
    merged_into: row.merged_into,
    remote_updated_at: row.remote_updated_at?.toISOString() ?? null,
    updated_at: row.updated_at.toISOString(),
  };
}

function resolve(row: FeedRow, field: AppField): string | string[] | null {
  const known = row.linked?.[field.target ?? ''] ?? {};
  const ids = (row.refs[field.name] ?? []).flatMap((remoteId) => known[remoteId] ?? []);
  // After a merge two ids of the CRM may lead to one record.
  return field.type === 'ref_list' ? [...new Set(ids)] : (ids[0] ?? null);
}
