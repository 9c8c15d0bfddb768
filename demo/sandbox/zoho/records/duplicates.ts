import type { FieldDefinition } from '../fields/definition.js';
import { RowFault } from '../refusal.js';
import type { Stored } from '../state/record.js';
import { type CheckedRow, pathOf, type Row } from './row.js';

/** Refuses a value of a unique or external field that another record has. @throws RowFault `DUPLICATE_DATA`. */
export function checkDuplicates(row: Row, checked: CheckedRow): void {
  for (const field of row.org.uniqueFields(row.module)) {
    const value = checked.set[field.apiName];
    if (value === undefined) continue;
    const holder = holders(row, field, value).find((id) => id !== row.before?.id);
    if (holder !== undefined) throw duplicate(row, field, holder);
  }
}

/** Ids of the records with this value, oldest first. */
export function holders(row: Row, field: FieldDefinition, value: Stored): string[] {
  const store = row.org.store(row.module);
  const ids = store.index.find(field.apiName, value).sort();
  if (!field.unique?.casesensitive) return ids;
  return ids.filter((id) => store.get(id)?.values[field.apiName] === value);
}

function duplicate(row: Row, field: FieldDefinition, id: string): RowFault {
  const named = row.org.settings.duplicate_names_record
    ? { id, duplicate_record: { id, module: { api_name: row.module } } }
    : {};
  const details = { api_name: field.apiName, json_path: pathOf(row, field.apiName), ...named };
  return new RowFault('DUPLICATE_DATA', 'duplicate data', details);
}
