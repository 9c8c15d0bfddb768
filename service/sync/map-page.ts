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
    fields: storable(fields),
    custom: storable(custom),
    refs: storable(record.refs),
    raw: storable(record.values),
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

/** Text as JSON writes it that PostgreSQL refuses: NUL, and halves of surrogate pairs. */
const REFUSED = /\\u(0000|d[89a-f][0-9a-f]{2})/i;

/** CRMs now and then send a NUL or half a character; one of them must not stop a page. */
function storable<T>(value: T): T {
  return REFUSED.test(JSON.stringify(value)) ? (clean(value) as T) : value;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), clean(one)]));
}
