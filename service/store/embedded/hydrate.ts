import {
  chmodSync,
  cpSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { errorCode } from './errors.js';

interface Link {
  source: string;
  target: string;
}

/**
 * Makes the library links and executable bits of a platform package that npm did not make: a tarball cannot
 * hold links, and the package's own install script does not run where scripts are denied. Safe to repeat.
 *
 * @param packageDir holds `native/` with `pg-symlinks.json`, whose paths are relative to `packageDir`.
 * @throws the system's error when the folder cannot be written and something was missing.
 */
export function hydrate(packageDir: string): void {
  for (const { source, target } of readLinks(packageDir)) {
    const place = join(packageDir, target);
    if (lstatSync(place, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(target), source), place);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
  for (const name of readdirSync(join(packageDir, 'native', 'bin'))) {
    const program = join(packageDir, 'native', 'bin', name);
    if ((statSync(program).mode & 0o555) !== 0o555) chmodSync(program, 0o755);
  }
}

/**
 * Copies the package's programs into `parent` with the links made, once per version, for when the package itself
 * is read-only or out of the server user's reach. Takes about 60 MB; copies of other versions are removed.
 *
 * @returns the copy, shaped as the package is.
 */
export function copyPackage(packageDir: string, parent: string): string {
  const copy = join(parent, `postgres-${readVersion(packageDir)}`);
  if (statSync(copy, { throwIfNoEntry: false })) return copy;
  for (const old of readdirSync(parent).filter((name) => name.startsWith('postgres-'))) {
    rmSync(join(parent, old), { recursive: true, force: true });
  }
  const draft = `${copy}.new`;
  cpSync(join(packageDir, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  hydrate(draft);
  openToAll(draft);
  renameSync(draft, copy);
  return copy;
}

function readLinks(packageDir: string): Link[] {
  try {
    return JSON.parse(readFileSync(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8')) as Link[];
  } catch (error) {
    // A platform without links ships no list.
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function readVersion(packageDir: string): string {
  const manifest = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
    version?: unknown;
  };
  return typeof manifest.version === 'string' ? manifest.version : basename(packageDir);
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode | 0o444);
  }
}
