import type { FieldDefinition } from '../../fields/definition.js';
import { GUESS } from '../../guesses.js';
import type { ModuleName } from '../../modules.js';
import { presentValue } from '../../records/present.js';
import { invalid } from '../../refusal.js';
import type { Org } from '../../state/org.js';
import type { RecordVersion } from '../../state/record.js';

/** What values are compared as. */
export type Comparable = string | number | boolean | null;

/** A column of a query: how it is compared and how it is printed. */
export interface Column {
  name: string;
  type: FieldDefinition['type'] | 'id';
  compare(version: RecordVersion): Comparable;
  print(version: RecordVersion): unknown;
}

/** 400 `INVALID_QUERY` for a name that is no column. */
export function badColumn(name: string) {
  const details = { column_name: name, reason: 'column given seems to be invalid' };
  return invalid(GUESS.badColumn, 'Invalid query formed', details);
}

/** Finds a column of a module: a field, `id`, or a field of the record a lookup leads to. @throws Refusal. */
export function columnOf(org: Org, module: ModuleName, name: string): Column {
  const [first = '', second] = name.split('.');
  if (second !== undefined) return throughLookup(org, module, name, first, second);
  if (name === 'id') return { name, type: 'id', compare: ({ id }) => id, print: ({ id }) => id };
  const field = org.field(module, name);
  if (!field) throw badColumn(name);
  return {
    name,
    type: field.type,
    compare: comparer(org, module, field),
    print: (version) => printed(org, field, presentValue(org, module, version, name)),
  };
}

function comparer(org: Org, module: ModuleName, field: FieldDefinition): Column['compare'] {
  const { apiName } = field;
  if (apiName === 'Modified_Time') return (version) => version.updatedAt;
  if (apiName === 'Created_Time') return (version) => version.createdAt;
  if (apiName === 'Created_By') return (version) => version.createdBy;
  if (apiName === 'Modified_By') return (version) => version.modifiedBy;
  if (field.isReadOnly) return (version) => folded(presentValue(org, module, version, apiName));
  if (field.type === 'boolean') return (version) => version.values[apiName] === true;
  return (version) => folded(version.values[apiName]);
}

/** Texts are compared without regard to case. */
function folded(value: unknown): Comparable {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value).toLowerCase();
}

/** Lookups come with their id; with a name only where the setting says so. */
function printed(org: Org, field: FieldDefinition, value: unknown): unknown {
  const isLookup = field.type === 'lookup' || field.type === 'ownerlookup';
  if (!isLookup || value === null || org.settings.coql_lookup_names) return value;
  return { id: (value as { id: string }).id };
}

function throughLookup(org: Org, module: ModuleName, name: string, first: string, second: string): Column {
  const lookup = org.field(module, first);
  if (lookup?.type === 'ownerlookup' && second === 'id') return { ...columnOf(org, module, first), name };
  if (!lookup?.lookup || lookup.lookup === 'parent') throw badColumn(name);
  if (second === 'id') {
    const id = (version: RecordVersion) => (version.values[first] as string | undefined) ?? null;
    return { name, type: 'id', compare: id, print: id };
  }
  const target = lookup.lookup;
  const inner = columnOf(org, target, second);
  const reach = (version: RecordVersion) => org.store(target).get(String(version.values[first] ?? ''));
  const through =
    <T>(read: (version: RecordVersion) => T) =>
    (version: RecordVersion) => {
      const found = reach(version);
      return found ? read(found) : null;
    };
  return { name, type: inner.type, compare: through(inner.compare), print: through(inner.print) };
}
