import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import type { RemoteRecord } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { RecordRow } from '../store/queries/upsert-records.js';

/**
 * Maps one page. Of a record that comes twice the later one counts. A field that cannot be converted is null and named
 * in `errors`; storing keeps the value it had.
 */
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
    errors: errors.length === 0 ? null : errors,
    deleted: record.archived,
  };
  const raw = storable(record.values);
  return {
    remote_id: record.remoteId,
    ...kept,
    raw,
    hash: hashOf(kept, mapping.crmFields, raw),
    remote_updated_at: record.updatedAt?.toISOString() ?? null,
  };
}

/**
 * Of the raw values only the mapped ones count: a CRM moves its modified date for much that is none of our business,
 * such as an activity logged on a contact. The order in which it sends things is no change either.
 */
function hashOf(
  kept: { refs: Record<string, string[]>; [name: string]: unknown },
  crmFields: readonly string[],
  raw: Record<string, unknown>,
): string {
  const refs = Object.entries(kept.refs).filter(([, ids]) => ids.length > 0);
  const mapped = crmFields.map((name) => raw[name] ?? null);
  const content = canonicalJson([{ ...kept, refs: Object.fromEntries(refs) }, mapped]);
  return createHash('sha256').update(content).digest('hex');
}

/** Text as JSON writes it that PostgreSQL refuses: NUL, and halves of surrogate pairs. */
const REFUSED = /\\u(0000|d[89a-f][0-9a-f]{2})/i;

/** CRMs now and then send a NUL or half a character; one of them must not stop a page. */
function storable<T>(value: T): T {
  return REFUSED.test(JSON.stringify(value)) ? (clean(value) as T) : value;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), clean(one)]));
}
