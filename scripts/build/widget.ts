import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type OutputChunk, type RollupError, rollup } from 'rollup';
import { loadConfigFile } from 'rollup/loadConfigFile';
import { listFiles, ROOT } from '../project.js';
import { type BundleSize, measureBundles } from './sizes.js';

/** Where the bundle goes and how. */
export interface BuildWidgetOptions {
  /** Folder that gets the bundle, replaced as a whole; default dist/widget. */
  outDir?: string;
  /** Default true; false builds several times faster. */
  minify?: boolean;
  /** Folder of the elements' sources; default widget/. */
  sources?: string;
}

/** What a build left in `outDir`. */
export interface WidgetBuild {
  outDir: string;
  /** True when the sources had not changed and nothing was built. */
  isCached: boolean;
  /** Paths below `outDir`, source maps included. */
  files: string[];
  sizes: BundleSize[];
}

const STAMP = 'build.json';

/**
 * Bundles the elements: one file per tag, `index.js` with all of them, locales as chunks that load when asked for. Entries are found by name, so an element not yet there is simply not built. When `outDir` already
 * holds what these sources give, it returns at once.
 *
 * @throws Error naming what rollup warned about: an import it cannot resolve, a circular import.
 */
export async function buildWidget(options: BuildWidgetOptions = {}): Promise<WidgetBuild> {
  const sources = resolve(options.sources ?? join(ROOT, 'widget'));
  const outDir = resolve(options.outDir ?? join(ROOT, 'dist/widget'));
  const minify = options.minify ?? true;
  const hash = hashSources(sources, minify);
  const stored = readStamp(outDir, hash);
  if (stored) return { ...stored, outDir, isCached: true };
  const fresh = `${outDir}.${process.pid}.new`;
  try {
    const args = { configSources: sources, configOutDir: fresh, configMinify: minify };
    const builds = hasEntries(sources) ? await bundle(args).catch(rethrowReadable) : [];
    const files = builds
      .flat()
      .flatMap((chunk) => [chunk.fileName, ...(chunk.sourcemapFileName ? [chunk.sourcemapFileName] : [])]);
    const built = { files: [...new Set(files)].sort(), sizes: mergeSizes(builds.map(measureBundles)) };
    await mkdir(fresh, { recursive: true });
    await writeFile(join(fresh, STAMP), JSON.stringify({ hash, ...built }));
    await replaceFolder(outDir, fresh);
    return { ...built, outDir, isCached: false };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Rollup's errors carry every file it watched; a reader needs the message, the place and the lines around it. */
function rethrowReadable(cause: RollupError): never {
  const place = cause.loc?.file ? `${cause.loc.file}:${cause.loc.line}:${cause.loc.column}` : '';
  throw new Error([cause.message, place, cause.frame].filter(Boolean).join('\n'));
}

/** The settings refuse an empty list of entries, so this asks the same question as they do. */
function hasEntries(sources: string): boolean {
  return listFiles(sources).some((path) => /^(index|([^/]+-[^/]+)\/(define|\2))\.ts$/.test(path));
}

/** Many builds hold the same words; those of the last, the single file, count. */
function mergeSizes(sizes: BundleSize[][]): BundleSize[] {
  return [...new Map(sizes.flat().map((size) => [size.name, size])).values()];
}

/** One list of chunks per build: each element, then the single file. */
async function bundle(args: Record<string, unknown>): Promise<OutputChunk[][]> {
  const { options, warnings } = await loadConfigFile(join(ROOT, 'rollup.config.mjs'), args);
  warnings.flush();
  const builds: OutputChunk[][] = [];
  for (const config of options) {
    const build = await rollup(config);
    for (const output of config.output) {
      const written = await build.write(output);
      builds.push(written.output.filter((item) => item.type === 'chunk'));
    }
    await build.close();
  }
  return builds;
}

/** Covers all that shapes the bundle: the sources, the wire contract they import, the settings, the pinned packages. */
function hashSources(sources: string, minify: boolean): string {
  const hash = createHash('sha256').update(String(minify));
  const add = (folder: string, path: string) => {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(folder, path)))
      .update('\0');
  };
  for (const path of listFiles(sources)) add(sources, path);
  for (const path of listFiles(ROOT, 'shared')) add(ROOT, path);
  for (const path of listFiles(ROOT, 'scripts/build')) add(ROOT, path);
  for (const path of ['rollup.config.mjs', 'package-lock.json', 'tsconfig.json', 'widget/tsconfig.json']) {
    add(ROOT, path);
  }
  return hash.digest('hex');
}

function readStamp(outDir: string, hash: string): Pick<WidgetBuild, 'files' | 'sizes'> | undefined {
  const path = join(outDir, STAMP);
  if (!existsSync(path)) return undefined;
  const stamp = JSON.parse(readFileSync(path, 'utf8')) as {
    hash: string;
    files: string[];
    sizes: BundleSize[];
  };
  const isWhole = stamp.hash === hash && stamp.files.every((file) => existsSync(join(outDir, file)));
  return isWhole ? { files: stamp.files, sizes: stamp.sizes } : undefined;
}

/** Swaps by rename, so that a server reading the folder sees the old bundle or the new one. */
async function replaceFolder(target: string, fresh: string): Promise<void> {
  const old = `${target}.${process.pid}.old`;
  for (;;) {
    if (existsSync(target)) await rename(target, old).catch(ignoreMissing);
    try {
      await rename(fresh, target);
      break;
    } catch (error) {
      // Another process put its own build there in between.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    } finally {
      await rm(old, { recursive: true, force: true });
    }
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
