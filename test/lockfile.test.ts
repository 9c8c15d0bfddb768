import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../scripts/project.js';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
  hasInstallScript?: boolean;
  resolved?: string;
}

const lock = readJson<{ packages: Record<string, LockedPackage> }>('package-lock.json').packages;
const { allowScripts } = readJson<{ allowScripts: Record<string, boolean> }>('package.json');

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
}

/** Every place npm may have put a dependency of the package at `path`, nearest first. */
function placesOf(path: string, dependency: string): string[] {
  const folders = path.split('/node_modules/');
  const above = folders.map((_, depth) => folders.slice(0, folders.length - depth).join('/node_modules/'));
  return [...above.map((folder) => `${folder}/node_modules/${dependency}`), `node_modules/${dependency}`];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

describe('the lock file', () => {
  it('holds every optional dependency it names, so that npm ci works on every platform', () => {
    const named = Object.entries(lock).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).map((dependency) => ({ path, dependency })),
    );
    assert.ok(named.length > 20, 'the platform packages of rollup and esbuild are named');
    const missing = named.filter(
      ({ path, dependency }) => !placesOf(path, dependency).some((place) => place in lock),
    );
    assert.deepEqual(missing, []);
  });

  it('brings no install script that package.json does not deny', () => {
    const withScript = Object.entries(lock).flatMap(([path, entry]) =>
      entry.hasInstallScript ? [nameOf(path)] : [],
    );
    assert.ok(withScript.includes('esbuild'), 'install scripts are marked in the lock');
    const notDenied = withScript.filter((name) => allowScripts[name] !== false);
    assert.deepEqual(notDenied, []);
  });

  it('names no registry host, so that it installs from the one each machine has set', () => {
    const resolved = Object.entries(lock).flatMap(([path, entry]) => (entry.resolved ? [path] : []));
    assert.deepEqual(resolved, []);
  });
});
