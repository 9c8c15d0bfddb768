import type { Env } from './env.js';
import type { Model } from './model.js';
import { search } from './search.js';

/** Id and display name of the records whose name fits, 100 at most unless told otherwise. */
export function nameSearch(env: Env, model: Model, args: Record<string, unknown>): [number, string][] {
  const name = String(args['name'] ?? '');
  const operator = String(args['operator'] ?? 'ilike');
  const domain = Array.isArray(args['domain'])
    ? args['domain']
    : Array.isArray(args['args'])
      ? args['args']
      : [];
  const limit = typeof args['limit'] === 'number' ? args['limit'] : 100;
  const ids = search(env, model, { domain: [...nameDomain(model, name, operator), ...domain], limit });
  return ids.map((id) => [id, env.nameOf(model.name, id)]);
}

/** Any of the fields a model is known by. */
export function nameDomain(model: Model, name: string, operator: string): unknown[] {
  if (name === '') return [];
  const fields = model.nameSearch ?? [model.recName];
  const joins = fields.slice(1).map(() => '|');
  return [...joins, ...fields.map((field) => [field, operator, name])];
}
