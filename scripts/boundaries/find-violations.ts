import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles, listTypeScript } from '../project.js';
import { type Import, readImports, withoutComments } from './read-imports.js';
import { IMPORT_RULES, type ImportRule, TEXT_RULES } from './rules.js';

/** A broken rule: which, where, what was found there and what to do instead. */
export interface Violation {
  rule: string;
  file: string;
  found: string;
  instead: string;
}

/** Reads every source below `root` and lists what breaks a rule. */
export function findViolations(root: string): Violation[] {
  const sources = listTypeScript(root).map((file) => ({
    file,
    text: readFileSync(join(root, file), 'utf8'),
  }));
  return [
    ...sources.flatMap(({ file, text }) => checkImports(file, text)),
    ...sources.flatMap(({ file, text }) => checkText(file, text)),
    ...findMachinePaths(root),
  ];
}

/** One line per violation. */
export function describeViolation({ rule, file, found, instead }: Violation): string {
  return `${file}: "${rule}" is broken by ${found}. ${instead}`;
}

function checkImports(file: string, text: string): Violation[] {
  const rule = IMPORT_RULES.find(({ files }) => files.test(file));
  if (!rule) return [];
  return readImports(file, text)
    .filter((imported) => !isAllowed(rule, file, imported))
    .map(({ target }) => ({ rule: rule.name, file, found: `importing ${target}`, instead: rule.instead }));
}

function isAllowed(rule: ImportRule, file: string, { target, isTypeOnly }: Import): boolean {
  if (/^(npm|node):/.test(target)) return rule.mayUse === undefined || rule.mayUse.test(target);
  const group = rule.files.exec(file)?.[1] ?? '';
  const patterns = isTypeOnly ? [...rule.mayImport, ...(rule.mayImportTypes ?? [])] : rule.mayImport;
  return patterns.some((pattern) => new RegExp(pattern.replace('$1', group)).test(target));
}

function checkText(file: string, text: string): Violation[] {
  const code = withoutComments(text);
  return TEXT_RULES.filter((rule) => rule.files.test(file) && !rule.except?.test(file)).flatMap((rule) => {
    const found = rule.forbidden.exec(code)?.[0];
    return found ? [{ rule: rule.name, file, found: `"${found}"`, instead: rule.instead }] : [];
  });
}

/** Folders that any file may rightly name, whoever's machine this is. */
const COMMON_FOLDERS = new Set([
  '/',
  '/tmp',
  '/app',
  '/opt',
  '/srv',
  '/home',
  '/root',
  '/usr/src',
  '/var/tmp',
]);
const BINARY = /\.(png|jpe?g|gif|ico|woff2?|gz|zip|pdf)$/;

/** A path beside the checkout exists on one machine only, so no file may name the folder the checkout lies in. */
function findMachinePaths(root: string): Violation[] {
  const outside = dirname(join(root, '.'));
  if (COMMON_FOLDERS.has(outside)) return [];
  const pattern = new RegExp(`(?<![\\w./-])${outside.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/[\\w.-]+`);
  return listFiles(root)
    .filter((file) => !BINARY.test(file))
    .flatMap((file) => {
      const found = pattern.exec(readFileSync(join(root, file), 'utf8'))?.[0];
      const instead = 'Name files relative to the project, or describe them.';
      return found ? [{ rule: 'no path of one machine', file, found: `"${found}"`, instead }] : [];
    });
}
