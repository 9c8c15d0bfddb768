import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import type { RemoteRecord } from '../connectors/connector.js';
import type { PausedMapping } from '../drift/paused-rows.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import { mustWait } from '../mapping/must-wait.js';
import type { RecordRow } from '../store/queries/upsert-records.js';
import { fieldsReading, lackedFields } from './lacks-fields.js';

/** A mapping; what is stored of `pausedFields` stays. */
export type PageMapping = CompiledMapping & Partial<Pick<PausedMapping, 'pausedFields'>>;

/**
 * Maps one page. Of a record that comes twice the later one counts. A field that cannot be converted is null and named
 * in `errors`; storing keeps the value it had, and so it does of what came with none of the records: the CRM may just
 * have lost the field. A deleted record waits for nothing.
 */
export function mapPage(mapping: PageMapping, records: readonly RemoteRecord[]): RecordRow[] {
  const rows = new Map<string, RecordRow>();
  const lacked = fieldsReading(mapping, lackedFields(mapping, records));
  const kept = [...new Set([...(mapping.pausedFields ?? []), ...lacked])];
  for (const record of records) rows.set(record.remoteId, mapRecord(mapping, record, kept));
  return [...rows.values()];
}

function mapRecord(mapping: PageMapping, record: RemoteRecord, kept: readonly string[]): RecordRow {
  const mapped = mapping.fromCrm(record.values);
  const fields = storable(mapped.fields, canonicalJson);
  const custom = storable(mapped.custom, canonicalJson);
  const refs = storable(record.refs, canonicalJson);
  const raw = storable(record.values, JSON.stringify);
  const errors = mapped.errors.length === 0 ? null : mapped.errors;
  const { ifEmpty } = mapping.conditions;
  const texts = { fields: fields.text, custom: custom.text, refs: refs.text, raw: raw.text };
  return {
    ...{ remote_id: record.remoteId, fields: fields.value, custom: custom.value, refs: refs.value },
    ...{ raw: raw.value, errors, deleted: record.archived, only_empty: ifEmpty },
    waits: !record.archived && mustWait(mapping, mapped.errors),
    hash: hashOf({
      ...texts,
      refs: hasEmptyList(refs.value) ? canonicalJson(withoutEmptyLists(refs.value)) : refs.text,
      errors: canonicalJson(errors),
      deleted: String(record.archived),
      mapped: canonicalJson(mapping.crmFields.map((name) => raw.value[name] ?? null)),
      onlyEmpty: ifEmpty.size === 0 ? null : canonicalJson([...ifEmpty].sort()),
    }),
    remote_updated_at: record.updatedAt?.toISOString() ?? null,
    ...(kept.length > 0 ? { kept } : {}),
    texts,
  };
}

/**
 * Of the raw values only the mapped ones count: a CRM moves its modified date for much that is none of our business,
 * such as an activity logged on a contact. The order in which it sends things is no change either: each part is
 * canonical JSON, and so is what they are joined to.
 */
function hashOf(
  part: Record<'fields' | 'custom' | 'refs' | 'errors' | 'deleted' | 'mapped', string> & {
    onlyEmpty: string | null;
  },
): string {
  const { custom, deleted, errors, fields, refs, mapped, onlyEmpty } = part;
  const kept = `{"custom":${custom},"deleted":${deleted},"errors":${errors},"fields":${fields},"refs":${refs}}`;
  // Once such a field takes every value, what was put aside has to be stored.
  const conditions = onlyEmpty === null ? '' : `,${onlyEmpty}`;
  return createHash('sha256').update(`[${kept},${mapped}${conditions}]`).digest('hex');
}

type Refs = Record<string, string[]>;

function hasEmptyList(refs: Refs): boolean {
  for (const name in refs) if (refs[name]?.length === 0) return true;
  return false;
}

function withoutEmptyLists(refs: Refs): Refs {
  return Object.fromEntries(Object.entries(refs).filter(([, ids]) => ids.length > 0));
}

/** Text as JSON writes it that PostgreSQL refuses: NUL, and halves of surrogate pairs. */
const REFUSED = /\\u(0000|d[89a-f][0-9a-f]{2})/i;

/** A value with its JSON. CRMs now and then send a NUL or half a character; one of them must not stop a page. */
function storable<T>(value: T, write: (value: T) => string): { value: T; text: string } {
  const text = write(value);
  if (!REFUSED.test(text)) return { value, text };
  const cleaned = clean(value) as T;
  return { value: cleaned, text: write(cleaned) };
}

/** Text in a value as it can be stored. */
export const toStorable = <T>(value: T): T => storable(value, JSON.stringify).value;

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), clean(one)]));
}
