// The element bundles: `npm run build` (scripts/build.ts) loads this file and passes the options below; `npx rollup -c`
// writes the same files to dist/widget.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

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
 * Takes the indentation out of templates, where terser may not; every line stays on its line for the source map.
 *
 * @returns {import('rollup').Plugin}
 */
function dropIndentation(sources) {
  return {
    name: 'drop-indentation',
    transform(code, id) {
      return id.startsWith(sources) ? { code: code.replace(/\n[ \t]+/g, '\n'), map: null } : null;
    },
  };
}

/**
 * @param {{ configSources?: string, configOutDir?: string, configMinify?: boolean | string }} args
 * @returns {import('rollup').RollupOptions[]}
 */
export default function rollupConfig(args) {
  const sources = args.configSources ?? join(ROOT, 'widget');
  const isMinified = String(args.configMinify ?? true) !== 'false';
  const elements = findElements(sources);
  const index = join(sources, 'index.ts');
  const shared = {
    plugins: [
      // The production condition leaves Lit's development warnings out.
      nodeResolve({ exportConditions: ['production', 'browser', 'default'], browser: true }),
      esbuild({ target: 'es2022', tsconfig: join(ROOT, 'widget/tsconfig.json'), sourceMap: true }),
      ...(isMinified
        ? [dropIndentation(sources), terser({ module: true, ecma: 2022, compress: { passes: 2 } })]
        : []),
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
    },
  };
  return [
    ...(Object.keys(elements).length > 0 ? [{ ...shared, input: elements }] : []),
    ...(existsSync(index) ? [{ ...shared, input: { index } }] : []),
  ];
}
