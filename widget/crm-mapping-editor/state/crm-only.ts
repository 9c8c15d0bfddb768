import type { CrmField } from '../../../shared/mapping.js';
import { alternatesOf } from './alternates.js';
import type { Rows } from './edits.js';
import { foldText } from './pick-list.js';

const isRef = ({ type }: CrmField) => type === 'ref' || type === 'ref_list';

/** CRM fields no row uses, those the CRM requires first; links between records are the service's. */
export function crmOnlyFields(rows: Rows, crmFields: ReadonlyMap<string, CrmField>): CrmField[] {
  const used = new Set(rows.flatMap(({ crm }) => alternatesOf(crm)));
  const free = [...crmFields.values()].filter((field) => !used.has(field.name) && !isRef(field));
  const isAsked = ({ required, read_only }: CrmField) => required && !read_only;
  return [...free.filter(isAsked), ...free.filter((field) => !isAsked(field))];
}

export function findCrmFields(fields: readonly CrmField[], search: string): readonly CrmField[] {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  if (!words.length) return fields;
  return fields.filter(({ label, name }) => {
    const text = foldText(`${label} ${name}`);
    return words.every((word) => text.includes(word));
  });
}
