// The element bundles: `npm run build` (scripts/build.ts) loads this file and passes the options below; `npx rollup -c`
// writes the same files to dist/widget.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild from 'rollup-plugin-esbuild';
import { minifyScript } from './scripts/build/minify-script.mjs';
import { minifyTemplates } from './scripts/build/minify-templates.mjs';

const ROOT = dirname(fileURLToPath(import.meta.url));

/**
 * Entries by output name: for each element `widget/<tag>/define.ts`, which registers it, else `widget/<tag>/<tag>.ts`.
 *
 * @param {string} sources the widget folder
 * @returns {Record<string, string>}
 */
function findElements(sources) {
  const tags = readdirSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('-'))
    .map((entry) => entry.name)
    .sort();
  const entries = tags.flatMap((tag) => {
    const candidates = ['define.ts', `${tag}.ts`].map((file) => join(sources, tag, file));
    const entry = candidates.find((path) => existsSync(path));
    return entry ? [[tag, entry]] : [];
  });
  return Object.fromEntries(entries);
}

/**
 * The words of one element in one language are one chunk: one request, and a size to hold to a gate.
 *
 * @param {string} sources the widget folder
 */
function localeChunk(sources) {
  return (id) => {
    const table =
      id.startsWith(sources) && /\/locales\/(?!en\/)([a-z-]+)\/(?!common)(\w+?)(?:-acts)?\.ts$/.exec(id);
    return table ? `${table[1]}-${table[2]}` : undefined;
  };
}

/**
 * One build per entry: a page loads one file for an element, or `index.js` for all of them; what comes later (another
 * language, what answers clicks) is in chunks that import from that file.
 *
 * @param {{ configSources?: string, configOutDir?: string, configMinify?: boolean | string }} args
 * @returns {import('rollup').RollupOptions[]}
 */
export default function rollupConfig(args) {
  const sources = args.configSources ?? join(ROOT, 'widget');
  const isMinified = String(args.configMinify ?? true) !== 'false';
  const index = join(sources, 'index.ts');
  const entries = { ...findElements(sources), ...(existsSync(index) ? { index } : {}) };
  return Object.entries(entries).map(([name, path]) => ({
    input: { [name]: path },
    plugins: [
      // The production condition leaves Lit's development warnings out.
      nodeResolve({ exportConditions: ['production', 'browser', 'default'], browser: true }),
      esbuild({ target: 'es2022', tsconfig: join(ROOT, 'widget/tsconfig.json'), sourceMap: true }),
      ...(isMinified ? [minifyTemplates(sources), minifyScript()] : []),
    ],
    // Lets a lazy chunk import from the entry itself; else the single file becomes a shell around a chunk.
    preserveEntrySignatures: 'allow-extension',
    // A bare import left in the output would be a request the page cannot answer.
    onwarn(warning) {
      throw new Error(warning.message);
    },
    output: {
      dir: args.configOutDir ?? join(ROOT, 'dist/widget'),
      format: 'es',
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      manualChunks: localeChunk(sources),
    },
  }));
}
