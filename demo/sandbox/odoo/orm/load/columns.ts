import type { Model } from '../model.js';

/** What a column of an import holds. */
export type Column =
  | { kind: 'external_id' }
  | { kind: 'database_id' }
  | { kind: 'field'; name: string; sub: string | null };

/** Reads headings: `id`, `.id`, `name`, `parent_id/id`, `stage_id/.id`. Tells `refuse` about unknown ones. */
export function readColumns(model: Model, fields: unknown[], refuse: (message: string) => void): Column[] {
  return fields.map((heading) => {
    const text = String(heading);
    if (text === 'id') return { kind: 'external_id' };
    if (text === '.id') return { kind: 'database_id' };
    const [name = '', ...rest] = text.split('/');
    const field = model.fields[name];
    if (!field) refuse(`Unknown field '${name}' on model '${model.name}'`);
    const sub = rest.length > 0 ? rest.join('/') : null;
    if (field && sub !== null && (!field.relation || !['id', '.id'].includes(sub)))
      refuse(`Unknown sub-field '${sub}' of '${name}'`);
    return { kind: 'field', name, sub };
  });
}
