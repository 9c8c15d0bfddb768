import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Test files by how they run, relative to `root`, sorted. */
export interface TestFiles {
  /** node:test files. */
  node: string[];
  /** Element tests, which run inside the browser. */
  element: string[];
  /** node:test files that drive a browser, one at a time. */
  browser: string[];
}

/**
 * Finds the tests below `folder`: `*.test.ts` run in Node except those below `folder/widget`, which run in the browser;
 * `browser/**\/*.e2e.ts` drive one. With filters, only files whose path contains one of them.
 */
export function findTestFiles(root: string, folder: string, filters: readonly string[]): TestFiles {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .sort();
  const select = (isWanted: (path: string) => boolean) =>
    all
      .filter(isWanted)
      .map((path) => relative(root, join(folder, path)))
      .filter((path) => matchesFilters(path, filters));
  return {
    node: select((path) => path.endsWith('.test.ts') && !path.startsWith('widget/')),
    element: select((path) => path.endsWith('.test.ts') && path.startsWith('widget/')),
    browser: select((path) => path.endsWith('.e2e.ts') && path.startsWith('browser/')),
  };
}

/** True when there are no filters or the path contains one of them. */
export function matchesFilters(path: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => path.includes(filter));
}
