import {
  APP_FIELDS,
  type AppField,
  type CrmRecord,
  type CrmRecordDetail,
  type Fields,
} from '../../../shared/records.js';
import { connectorFor } from '../../connectors/registry.js';
import type { Provenance } from '../../store/queries/provenance.js';
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

/** A record with who set each of its fields. */
export function presentDetail(row: FeedRow & { provenance: Provenance }): CrmRecordDetail {
  const record = presentRecord(row);
  const names = [
    ...Object.keys(record.fields),
    ...Object.keys(record.custom).map((name) => `custom.${name}`),
  ];
  const known = row.provenance;
  const provenance = names.flatMap((name) => {
    const set = known[name] ?? known['*']; // stored before this was kept: not known
    return set ? [[name, { by: set[0], at: set[1] }] as const] : [];
  });
  return { ...record, provenance: Object.fromEntries(provenance) };
}

function resolve(row: FeedRow, field: AppField): string | string[] | null {
  const known = row.linked?.[field.target ?? ''] ?? {};
  const ids = (row.refs[field.name] ?? []).flatMap((remoteId) => known[remoteId] ?? []);
  // After a merge two ids of the CRM may lead to one record.
  return field.type === 'ref_list' ? [...new Set(ids)] : (ids[0] ?? null);
}
