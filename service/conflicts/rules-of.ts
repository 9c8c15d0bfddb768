import { type ConflictRule, defaultRule, type MappingRow } from '../../shared/mapping.js';
import { APP_FIELDS, type AppField, type ObjectName } from '../../shared/records.js';

/** How one field of a record is decided. */
export interface FieldRule {
  rule: ConflictRule;
  /**
   * False for a row that only writes: what the CRM has is then not known, and taken as it was; of one that only fills, it
   * is taken for empty, until somebody looks.
   */
  reads: boolean;
  /** True for a reference to other records: links are added in the CRM, never taken away. */
  isRef: boolean;
}

/**
 * The rules of an object's fields (`custom.x` too). A field that no row maps has none: nothing is decided for it.
 * References are never mapped by hand and follow the object's default.
 */
export function rulesOf(object: ObjectName, rows: readonly MappingRow[]): ReadonlyMap<string, FieldRule> {
  const rules = new Map<string, FieldRule>();
  for (const field of APP_FIELDS[object].filter(isReference))
    rules.set(field.name, { rule: defaultRule(object, field.name), reads: true, isRef: true });
  for (const row of rows) {
    if (row.crm === null || rules.has(row.field)) continue;
    rules.set(row.field, { rule: ruleOf(object, row), reads: row.direction !== 'to_crm', isRef: false });
  }
  return rules;
}

const isReference = ({ type }: AppField): boolean => type === 'ref' || type === 'ref_list';

/** A row that goes one way leaves nothing to choose, and one that may only fill what is empty not much. */
function ruleOf(object: ObjectName, { field, direction, rule, when }: MappingRow): ConflictRule {
  if (direction === 'from_crm') return 'crm_only';
  if (when === 'if_empty' && rule !== 'crm_only') return 'fill_empty';
  return direction === 'to_crm' ? 'host_wins' : (rule ?? defaultRule(object, field));
}
