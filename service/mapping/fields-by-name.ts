import type { CrmField } from '../../shared/mapping.js';

/** CRM fields as mappings look them up. */
export function fieldsByName(fields: readonly CrmField[]): ReadonlyMap<string, CrmField> {
  return new Map(fields.map((field) => [field.name, field]));
}
