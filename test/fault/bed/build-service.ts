import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Below the packages, which the built service imports. */
const OUT = join(ROOT, 'node_modules/.cache/crm-connect-fault');

/** A module of the service that a deliberately broken one takes the place of; both from the project's root. */
export interface Replacement {
  module: string;
  by: string;
}

/** The service as one file. */
export interface BuiltService {
  path: string;
  remove(): Promise<void>;
}

let builds = 0;

/**
 * Builds the service into one file: its processes are killed and started again so often that loading it from its
 * sources would take most of the test.
 */
export async function buildService(replacement: Replacement | null): Promise<BuiltService> {
  await mkdir(OUT, { recursive: true });
  builds += 1;
  const path = join(OUT, `service-${process.pid}-${builds}.mjs`);
  await build({
    entryPoints: [join(ROOT, 'service/index.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: replacement ? [replacing(replacement)] : [],
  });
  return { path, remove: () => rm(path, { force: true }) };
}

function replacing({ module, by }: Replacement): Plugin {
  const [original, replacement] = [join(ROOT, module), join(ROOT, by)];
  return {
    name: 'replace a module',
    setup({ onResolve, onEnd }) {
      let isUsed = false;
      onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, importer }) => {
        // The replacement itself builds on what it replaces.
        if (importer === replacement) return undefined;
        if (resolve(dirname(importer), path).replace(/\.js$/, '.ts') !== original) return undefined;
        isUsed = true;
        return { path: replacement };
      });
      onEnd(() => {
        if (!isUsed) throw new Error(`nothing imports ${module}`);
      });
    },
  };
}
