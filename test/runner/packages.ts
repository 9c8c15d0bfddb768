import type { Plugin } from 'esbuild';

/**
 * Compiled with the files that import them: from their hundreds of modules they took every process a third of a
 * second. All others are loaded as installed, among them those that look for files of their own beside them.
 */
const COMPILED = [
  '@agendajs/postgres-backend',
  'agenda',
  'cors',
  'currency-codes',
  'express',
  'helmet',
  'i18n-iso-countries',
  'libphonenumber-js',
  'luxon',
  'passport',
  'passport-oauth2',
  'prom-client',
  'standardwebhooks',
  'umzug',
  'zod',
];

/** Of these there must be one in a process, whoever imports it. */
const INSTALLED = ['pg', 'sequelize'];

/** What a package of CommonJS asks for at run time it gets from where the compiled files lie. */
export const REQUIRE =
  "import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);";

/** Leaves a package that a file of ours imports where it is installed, unless it is one of those to compile. */
export const leavingPackages: Plugin = {
  name: 'leave packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point' || path.startsWith('node:')) return undefined;
      const isOf = (name: string) => path === name || path.startsWith(`${name}/`);
      const isCompiled = importer.includes('node_modules') ? !INSTALLED.some(isOf) : COMPILED.some(isOf);
      return isCompiled ? undefined : { path, external: true };
    });
  },
};
