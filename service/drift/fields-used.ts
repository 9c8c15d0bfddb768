import type { MappingRow } from '../../shared/mapping.js';
import { placeholdersOf } from '../../shared/transforms.js';
import { splitAlternates } from '../mapping/alternates.js';

/** The rows that use each field of the CRM, by its name. */
export function rowsByCrmField(rows: readonly MappingRow[]): Map<string, MappingRow[]> {
  const used = new Map<string, MappingRow[]>();
  for (const row of rows)
    for (const name of fieldsUsedBy(row)) used.set(name, [...(used.get(name) ?? []), row]);
  return used;
}

/** Its alternates, and what a text that is put together from the CRM's fields puts in. */
function fieldsUsedBy({ crm, direction, transforms }: MappingRow): string[] {
  const names = splitAlternates(crm);
  if (names.length === 0) return [];
  const putIn = transforms.flatMap((step) =>
    step.name === 'template' && direction !== 'to_crm' ? placeholdersOf(step.template) : [],
  );
  return [...new Set([...names, ...putIn])];
}
