// `npm start`: builds when dist/ is missing or older than the sources, then becomes the service. It runs in this very
// process, so that SIGTERM and SIGINT reach it without a middleman.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SERVICE = join(ROOT, 'dist/service/index.js');
/** Written last by the build, so its age is the build's. */
const STAMP = join(ROOT, 'dist/.built');
const SOURCES = ['shared', 'service', 'widget', 'rollup.config.mjs', 'tsconfig.json', 'package-lock.json'];
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');

/** Time of the latest change at or below a path, in ms; 0 when there is nothing. */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function isOutdated() {
  if (!existsSync(SERVICE) || !existsSync(STAMP)) return true;
  const builtAt = statSync(STAMP).mtimeMs;
  return SOURCES.some((path) => newestChange(join(ROOT, path)) > builtAt);
}

function build() {
  if (!existsSync(TSX)) {
    // An image may carry dist/ alone, without what builds it; file times there say nothing.
    if (existsSync(SERVICE)) return;
    console.error(
      'dist/ is missing and cannot be built here: run npm ci with development dependencies, or copy dist/.',
    );
    process.exit(1);
  }
  const { status } = spawnSync(process.execPath, [TSX, join(ROOT, 'scripts/build.ts')], {
    stdio: 'inherit',
    cwd: ROOT,
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (isOutdated()) build();
// As if `node dist/service/index.js` had been typed.
process.argv[1] = SERVICE;
await import(pathToFileURL(SERVICE).href);
