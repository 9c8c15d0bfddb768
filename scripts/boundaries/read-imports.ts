import { posix } from 'node:path';

const STRING = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"`;
const COMMENT = String.raw`\/\*[\s\S]*?\*\/|\/\/[^\n]*`;
const TEMPLATE = '`(?:\\\\.|[^\\\\`])*`';

/** Comments, strings and templates are matched so that an import inside one is passed over. */
const TOKENS = new RegExp(
  [
    `(?<comment>${COMMENT})`,
    String.raw`\b(?:import|export)\b[^'"\x60;()]*?\bfrom\s*(?<from>${STRING})`,
    String.raw`\bimport\s*(?<bare>${STRING})`,
    String.raw`\b(?:import|require)\s*\(\s*(?<dynamic>${STRING})`,
    STRING,
    TEMPLATE,
  ].join('|'),
  'g',
);

/** One import: its target, and whether it is erased before the program runs. */
export interface Import {
  /** A project path (`shared/records.ts`), `npm:<package>` or `node:<module>`. */
  target: string;
  isTypeOnly: boolean;
}

/**
 * What a TypeScript source imports, types and dynamic imports included, in order. A dynamic import of a computed name
 * is not seen.
 *
 * @param file path relative to the project's root, with forward slashes.
 */
export function readImports(file: string, source: string): Import[] {
  return [...source.matchAll(TOKENS)].flatMap(({ 0: text, groups }) => {
    const quoted = groups?.['from'] ?? groups?.['bare'] ?? groups?.['dynamic'];
    if (!quoted) return [];
    const isTypeOnly = /^(import|export)\s+type\b(?!\s*(,|from\b))/.test(text);
    return [{ target: resolveImport(file, quoted.slice(1, -1)), isTypeOnly }];
  });
}

/** The source with its comments blanked out, line numbers kept. */
export function withoutComments(source: string): string {
  return source.replace(TOKENS, (...match) => {
    const text = match[0] as string;
    const groups = match.at(-1) as Record<string, string | undefined>;
    return groups['comment'] === undefined ? text : text.replace(/[^\n]/g, ' ');
  });
}

function resolveImport(file: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  }
  if (specifier.startsWith('node:')) return specifier;
  const [first = '', second = ''] = specifier.split('/');
  return `npm:${first.startsWith('@') ? `${first}/${second}` : first}`;
}
