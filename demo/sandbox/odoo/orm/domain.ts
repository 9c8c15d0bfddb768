import { repr, valueError } from '../fault.js';
import type { Env } from './env.js';
import { leafTest } from './leaf.js';
import type { Model } from './model.js';
import type { Row } from './row.js';

export type Test = (row: Row) => boolean;

/** A condition as it arrived: field path, operator, value. */
export type Leaf = [path: string, operator: string, value: unknown];

/** @throws Fault `ValueError` when it is no list of conditions and prefix operators. */
function items(domain: unknown): unknown[] {
  if (domain === false || domain === null || domain === undefined) return [];
  if (!Array.isArray(domain)) throw valueError(`Invalid domain: ${repr(domain)}`);
  return domain;
}

function isLeaf(item: unknown): item is Leaf {
  return (
    Array.isArray(item) && item.length === 3 && (typeof item[0] === 'string' || typeof item[0] === 'number')
  );
}

/** Every condition of a domain, in order, whatever joins them. */
export function leavesOf(domain: unknown): Leaf[] {
  return items(domain).filter(isLeaf);
}

/** Whether the domain says something about archived records itself. */
export function mentionsActive(domain: unknown): boolean {
  return leavesOf(domain).some(([path]) => path === 'active');
}

/**
 * A domain in prefix notation as a test on rows; conditions side by side are joined by "and".
 *
 * @throws Fault `ValueError` for an unknown field, operator or shape.
 */
export function domainTest(env: Env, model: Model, domain: unknown): Test {
  const list = items(domain);
  let at = 0;
  const next = (): Test => {
    if (at >= list.length) throw valueError(`Domain ${repr(domain)} is not syntactically correct.`);
    const item = list[at++];
    if (item === '!') {
      const inner = next();
      return (row) => !inner(row);
    }
    if (item === '&' || item === '|') {
      const [left, right] = [next(), next()];
      return item === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
    }
    if (!isLeaf(item)) throw valueError(`Invalid leaf ${repr(item)}`);
    return leafTest(env, model, item);
  };
  const tests: Test[] = [];
  while (at < list.length) tests.push(next());
  return (row) => tests.every((test) => test(row));
}
