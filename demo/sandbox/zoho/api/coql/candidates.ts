import type { ModuleStore } from '../../state/module-store.js';
import type { RecordVersion } from '../../state/record.js';
import type { Condition, Criterion } from './parse.js';

/** The few records that can match at all, when ids or values of an indexed field are named; else null. */
export function candidates(store: ModuleStore, condition: Condition): RecordVersion[] | null {
  const ids = idsOf(store, condition);
  return ids && [...ids].sort().flatMap((id) => store.get(id) ?? []);
}

function idsOf(store: ModuleStore, condition: Condition): Set<string> | null {
  if (condition.kind === 'criterion') return idsNamed(store, condition);
  const left = idsOf(store, condition.left);
  const right = idsOf(store, condition.right);
  if (condition.kind === 'and') return left ?? right;
  return left && right && new Set([...left, ...right]);
}

function idsNamed(store: ModuleStore, { field, operator, values }: Criterion): Set<string> | null {
  if (operator !== '=' && operator !== 'in') return null;
  const texts = values.map((each) => (each.kind === 'boolean' ? String(each.value) : each.text));
  if (field === 'id') return new Set(texts);
  if (!store.index.has(field)) return null;
  return new Set(texts.flatMap((text) => store.index.find(field, text)));
}
