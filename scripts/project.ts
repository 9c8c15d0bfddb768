import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder, with a closing separator. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage', '.git', '.data']);

/**
 * Files below `root`/`folder`, as sorted paths relative to `root` with forward slashes. Build output, dependencies and
 * version control are left out; a missing folder has no files.
 */
export function listFiles(root: string, folder = '.'): string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => !LEFT_OUT.has(entry.name))
    .flatMap((entry) => {
      const path = relative(root, join(start, entry.name)).split(sep).join('/');
      if (entry.isDirectory()) return listFiles(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** TypeScript sources below `root`/`folder`, declarations left out. */
export function listTypeScript(root: string, folder = '.'): string[] {
  return listFiles(root, folder).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
}

/**
 * Runs the JavaScript program a package installs, in the root folder, and gives what it printed.
 *
 * @param program path inside the package.
 * @throws Error with everything it printed, when it exits other than 0.
 */
export function runPackageProgram(packageName: string, program: string, args: string[]): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  return new Promise((resolve, reject) => {
    const options = { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 };
    execFile(process.execPath, [join(folder, program), ...args], options, (error, stdout, stderr) => {
      const printed = `${stdout}${stderr}`.trim();
      if (error) reject(new Error(printed || error.message));
      else resolve(printed);
    });
  });
}
