import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { isPidAlive } from '../../service/store/embedded/process-identity.js';
import { findPrograms } from './find-files.js';
import { leavingPackages, REQUIRE } from './packages.js';

/** The test files of a run and the programs they start, as JavaScript. */
export interface Compiled {
  /** Where they lie, each at its source's path but for the ending `.mjs`. */
  folder: string;
  /** What esbuild found out about every source. */
  inputs: Metafile['inputs'];
  remove(): Promise<void>;
}

/** Below the packages, which the compiled files import. */
const PARENT = 'dist';
/** What a module calls its own address. */
const ADDRESS = '__sourceAddress';
const NAME = /^compiled-tests-(\d+)$/;

/**
 * Compiles test files and programs once for a whole run: to compile and find their modules took every process two
 * seconds of a core. A module still finds its neighbours by `import.meta.url`, and stack traces name the sources.
 *
 * @param files from `root`.
 * @throws Error when one of them does not parse, or imports what is not there.
 */
export async function compile(root: string, files: readonly string[]): Promise<Compiled> {
  await removeLeftovers(root);
  const folder = join(root, PARENT, `compiled-tests-${process.pid}`);
  const { metafile } = await build({
    entryPoints: [...files, ...findPrograms(root)].map((file) => join(root, file)),
    absWorkingDir: root,
    outbase: root,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Modules that several files import are written once.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    define: { 'import.meta.url': ADDRESS },
    banner: { js: REQUIRE },
    plugins: [leavingPackages, givingAddresses(root)],
  });
  return {
    folder,
    inputs: metafile.inputs,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Each module of ours has the address of its source, so that it finds its neighbours. */
function givingAddresses(root: string): Plugin {
  return {
    name: 'give addresses',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (relative(root, path).startsWith('node_modules')) return undefined;
        const text = await readFile(path, 'utf8');
        // On the first line, so that no line changes its number.
        return {
          loader: 'ts',
          contents: `const ${ADDRESS} = ${JSON.stringify(pathToFileURL(path).href)}; ${text}`,
        };
      });
    },
  };
}

/** What killed runs left behind. */
async function removeLeftovers(root: string): Promise<void> {
  const parent = join(root, PARENT);
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (pid && !isPidAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}
