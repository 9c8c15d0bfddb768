import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles, ROOT, runPackageProgram } from '../project.js';

const OUT = join(ROOT, 'dist');

/**
 * Compiles service/ and what it imports of shared/ to dist/, and copies what they read at run time (SQL, JSON).
 *
 * @returns the number of files in dist/service and dist/shared.
 * @throws Error with the compiler's output when a source does not type-check.
 */
export async function buildService(): Promise<number> {
  // A migration removed from the sources must not live on in the output.
  for (const area of ['service', 'shared']) await rm(join(OUT, area), { recursive: true, force: true });
  await runPackageProgram('typescript', 'bin/tsc', [
    '-p',
    'service',
    '--noEmit',
    'false',
    '--declaration',
    'false',
    '--pretty',
    'false',
  ]);
  const assets = [...listFiles(ROOT, 'service'), ...listFiles(ROOT, 'shared')].filter(isAsset);
  for (const asset of assets) {
    await mkdir(dirname(join(OUT, asset)), { recursive: true });
    await copyFile(join(ROOT, asset), join(OUT, asset));
  }
  return listFiles(OUT, 'service').length + listFiles(OUT, 'shared').length;
}

function isAsset(path: string): boolean {
  return !/\.(ts|md)$|(^|\/)tsconfig\.json$/.test(path);
}
