import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * What Node is given to run a program of this project in a process of its own: what the test runner compiled, else the
 * source by way of tsx. The runner compiles what tests name by `new URL('….ts', import.meta.url)`.
 */
export function findProgram(source: URL): { path: string; execArgv: string[] } {
  const path = fileURLToPath(source);
  const folder = process.env['COMPILED_TESTS'];
  if (!folder) return { path, execArgv: ['--import', import.meta.resolve('tsx')] };
  return {
    path: join(folder, relative(ROOT, path)).replace(/\.ts$/, '.mjs'),
    execArgv: [],
  };
}
