import { createHash } from 'node:crypto';
import type { RemoteRecord } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { RecordRow } from '../store/queries/upsert-records.js';

/** Maps one page. Of a record that comes twice the later one counts. A field that cannot be converted is null and noted. */
export function mapPage(mapping: CompiledMapping, records: readonly RemoteRecord[]): RecordRow[] {
  const rows = new Map<string, RecordRow>();
  for (const record of records) rows.set(record.remoteId, mapRecord(mapping, record));
  return [...rows.values()];
}

function mapRecord(mapping: CompiledMapping, record: RemoteRecord): RecordRow {
  const { fields, custom, errors } = mapping.fromCrm(record.values);
  const kept = {
    fields: withoutNul(fields),
    custom: withoutNul(custom),
    refs: withoutNul(record.refs),
    raw: withoutNul(record.values),
    errors: errors.length === 0 ? null : errors,
    deleted: record.archived,
  };
  return {
    remote_id: record.remoteId,
    ...kept,
    hash: createHash('sha256').update(JSON.stringify(kept)).digest('hex'),
    remote_updated_at: record.updatedAt?.toISOString() ?? null,
  };
}

/** PostgreSQL keeps no NUL in JSON; CRMs now and then send one. */
function withoutNul<T>(value: T): T {
  const text = JSON.stringify(value);
  return text.includes('\\u0000') ? (JSON.parse(text.replaceAll('\\u0000', '')) as T) : value;
}
