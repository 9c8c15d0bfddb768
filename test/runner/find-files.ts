import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { listTypeScript } from '../../scripts/project.js';

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

/**
 * The sources that tests start as processes of their own, relative to `root`: they name them by
 * `new URL('….ts', import.meta.url)`.
 */
export function findPrograms(root: string): string[] {
  const programs = new Set<string>();
  for (const path of listTypeScript(root, 'test').filter((one) => !one.startsWith('test/bench/'))) {
    const text = readFileSync(join(root, path), 'utf8');
    for (const [, name = ''] of text.matchAll(/new URL\('([\w./-]+\.ts)', import\.meta\.url\)/g))
      programs.add(posix.join(posix.dirname(path), name));
  }
  return [...programs];
}

/** True when there are no filters or the path contains one of them. */
export function matchesFilters(path: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => path.includes(filter));
}
