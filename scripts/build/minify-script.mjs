import { createRequire } from 'node:module';

// Through its own plugin, which starts a worker per bundle: that takes longer than minifying.
const plugin = createRequire(import.meta.url).resolve('@rollup/plugin-terser');
const { minify } = createRequire(plugin)('terser');

/** One line instead of the notice in each of Lit's files. */
const NOTICE = '/*! Contains Lit (lit.dev), copyright Google LLC, BSD-3-Clause. */';

const OPTIONS = {
  module: true,
  ecma: 2022,
  compress: { ecma: 2022, passes: 3, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
};

/**
 * Minifies each chunk.
 *
 * @returns {import('rollup').Plugin}
 */
export function minifyScript() {
  return {
    name: 'minify-script',
    async renderChunk(code, { moduleIds }) {
      const holdsLit = moduleIds.some((id) => /\/node_modules\/(@?lit|lit-)/.test(id));
      const format = { comments: false, ...(holdsLit ? { preamble: NOTICE } : {}) };
      const small = await minify(code, { ...OPTIONS, format, sourceMap: { asObject: true } });
      return { code: small.code, map: small.map };
    },
  };
}
