import type { FieldDefinition } from '../fields/definition.js';
import { infoOf } from '../modules.js';
import { RowFault } from '../refusal.js';
import type { Stored } from '../state/record.js';
import { type CheckedRow, pathOf, type Row } from './row.js';

/** Refuses a value of a unique or external field that another record has. @throws RowFault `DUPLICATE_DATA`, or both together. */
export function checkDuplicates(row: Row, checked: CheckedRow): void {
  const faults = row.org.uniqueFields(row.module).flatMap((field) => {
    const value = checked.set[field.apiName];
    const ids = value === undefined ? [] : holders(row, field, value).filter((id) => id !== row.before?.id);
    return ids.length === 0 ? [] : [duplicate(row, field, ids)];
  });
  const [first] = faults;
  if (!first) return;
  if (faults.length === 1) throw first;
  const errors = faults.map((fault) => fault.toRow());
  throw new RowFault('MULTIPLE_OR_MULTI_ERRORS', 'Multiple errors in the request', { errors });
}

/** Ids of the records with this value, oldest first. */
export function holders(row: Row, field: FieldDefinition, value: Stored): string[] {
  const store = row.org.store(row.module);
  const ids = store.index.find(field.apiName, value).sort();
  if (!field.unique?.casesensitive) return ids;
  return ids.filter((id) => store.get(id)?.values[field.apiName] === value);
}

function duplicate(row: Row, field: FieldDefinition, [id = '', ...others]: string[]): RowFault {
  const named = row.org.settings.duplicate_names_record
    ? { id, duplicate_record: holderOf(row, id), more_records: others.length > 0 }
    : {};
  const details = { api_name: field.apiName, json_path: pathOf(row, field.apiName), ...named };
  return new RowFault('DUPLICATE_DATA', 'duplicate data', details);
}

/** The record that has the value, as the fault names it. */
function holderOf({ org, module }: Row, id: string) {
  const owner = org.user(String(org.store(module).get(id)?.values['Owner']));
  return {
    Owner: owner && { name: `${owner.first_name} ${owner.last_name}`, id: owner.id, zuid: owner.zuid },
    module: { api_name: module, id: infoOf(module).idCode },
    id,
  };
}
