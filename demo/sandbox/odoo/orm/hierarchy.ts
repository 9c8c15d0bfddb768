import type { Env } from './env.js';

/** Whether a record is another one or has it above it, by `parent_id`. */
export function isBelow(env: Env, model: string, id: number, root: number): boolean {
  let at: number | null = id;
  for (let depth = 0; at !== null && depth < 100; depth++) {
    if (at === root) return true;
    const parent: unknown = env.row(model, at)?.['parent_id'];
    at = typeof parent === 'number' ? parent : null;
  }
  return false;
}
