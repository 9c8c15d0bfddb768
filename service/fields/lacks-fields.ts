import type { RemoteRecord } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';

/**
 * Fields of the CRM that were asked for and came with none of the records: some CRMs leave out what they do not have,
 * where an empty field comes as empty.
 */
export function lackedFields({ crmFields }: CompiledMapping, records: readonly RemoteRecord[]): string[] {
  const live = records.filter(({ archived }) => !archived);
  const [first, ...others] = live;
  if (!first) return [];
  return crmFields.filter(
    (name) => !(name in first.values) && others.every(({ values }) => !(name in values)),
  );
}

/** Whether any such field is among those that were asked for. */
export const lacksFields = (mapping: CompiledMapping, records: readonly RemoteRecord[]): boolean =>
  lackedFields(mapping, records).length > 0;

/** Our fields (`custom.x` too) that read one of these fields of the CRM. */
export function fieldsReading({ rows, readRows }: CompiledMapping, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const reading = [...rows.values()].filter(
    ({ index, crm, alsoReads }) =>
      readRows.has(index) && [...crm, ...alsoReads].some((name) => names.includes(name)),
  );
  return reading.map(({ field }) => field);
}
