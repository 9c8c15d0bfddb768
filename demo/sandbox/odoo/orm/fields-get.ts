import type { Env } from './env.js';
import { type Field, isStored } from './field.js';
import type { Model } from './model.js';

/** Labels, kinds and choices of a model's fields in the caller's language, cut to the attributes asked for. */
export function fieldsGet(
  env: Env,
  model: Model,
  wanted: unknown,
  attributes: unknown,
): Record<string, Record<string, unknown>> {
  const names = Object.keys(model.fields).filter(
    (name) => !Array.isArray(wanted) || wanted.length === 0 || wanted.includes(name),
  );
  const keys = Array.isArray(attributes) && attributes.length > 0 ? new Set(attributes) : null;
  const entries = names.map((name) => {
    const all = describe(env, name, model.fields[name] as Field);
    const kept = keys ? Object.entries(all).filter(([key]) => keys.has(key)) : Object.entries(all);
    return [name, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries);
}

function describe(env: Env, name: string, field: Field): Record<string, unknown> {
  const isItalian = env.lang === 'it_IT';
  const stored = isStored(field) && field.type !== 'one2many';
  return {
    name,
    type: field.type,
    string: isItalian ? (field.labelIt ?? field.label) : field.label,
    required: field.required ?? false,
    readonly:
      field.isReadonlyIn?.(env) ??
      field.readonly ??
      (field.compute !== undefined && field.write === undefined),
    store: stored || field.type === 'one2many',
    searchable: true,
    sortable: stored && field.type !== 'many2many',
    company_dependent: false,
    manual: field.manual ?? false,
    ...(field.help ? { help: field.help } : {}),
    ...(field.translate ? { translate: true } : {}),
    ...(field.size ? { size: field.size } : {}),
    ...(field.currencyField ? { currency_field: field.currencyField } : {}),
    ...(field.relation ? { relation: field.relation, domain: [], context: {} } : {}),
    ...(field.inverse ? { relation_field: field.inverse } : {}),
    ...(field.selection
      ? { selection: field.selection.map(([value, label, it]) => [value, isItalian ? (it ?? label) : label]) }
      : {}),
  };
}
