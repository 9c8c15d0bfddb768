import { SerializationFailure } from '../fault.js';
import type { Env } from './env.js';
import type { Row } from './row.js';
import { createRow } from './write.js';

/**
 * The row of `module.name`.
 *
 * @throws SerializationFailure when it came with a commit this transaction has not seen.
 */
export function findExternalId(env: Env, complete: string): Row | undefined {
  const table = env.table('ir.model.data');
  const [id] = table.lookup('complete_name', complete) ?? [];
  if (id === undefined) return undefined;
  if ((table.touched.get(id) ?? 0) > env.db.snapshot()) throw new SerializationFailure();
  return table.get(id);
}

/** Names a record from outside; no right is asked, as `load` asks none. */
export function nameExternally(env: Env, complete: string, model: string, id: number): void {
  const dot = complete.indexOf('.');
  const values = { module: complete.slice(0, dot), name: complete.slice(dot + 1), model, res_id: id };
  createRow(env.sudo(), 'ir.model.data', values);
}

/** The record an external id of a module's own data leads to. */
export function refOf(env: Env, complete: string): number | null {
  const [id] = env.table('ir.model.data').lookup('complete_name', complete) ?? [];
  const target = env.row('ir.model.data', id)?.['res_id'];
  return typeof target === 'number' ? target : null;
}
