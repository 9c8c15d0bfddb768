import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '../../../../service/store/embedded/index.js';
import { canTraverse } from '../../../../service/store/embedded/traverse.js';
import { freePort } from '../../../support/free-port.js';
import { ask, endStarters, fast, makeScratch, nobody, spawnStarter } from './harness.js';

const scratch = makeScratch();
after(() => {
  endStarters();
  scratch.remove();
});
const isRoot = process.getuid?.() === 0;
const here = fileURLToPath(new URL('.', import.meta.url));
const asNobody = isRoot ? { uid: nobody, env: { PATH: process.env['PATH'], HOME: '/' } } : {};
const unreachable =
  isRoot &&
  !canTraverse({ name: 'nobody', uid: nobody, gid: nobody }, here) &&
  'an ordinary user cannot reach this checkout';

describe('a start that cannot work', () => {
  it('says that the folder cannot be written, and what to do', { skip: unreachable }, async () => {
    const dir = join(scratch.dir, 'read-only');
    mkdirSync(dir);
    chmodSync(dir, 0o555);
    const starter = await spawnStarter(join(dir, 'data'), asNobody);
    await starter.finish();
    assert.match(
      starter.report.error ?? '',
      /^Cannot write to the database folder .*\(EACCES\): give .*DATABASE_URL/,
    );
  });

  it('says so when a file is in the place of the folder', async () => {
    const path = join(scratch.dir, 'file');
    writeFileSync(path, '');
    await assert.rejects(
      startEmbeddedPostgres({ dataDir: path }),
      /^EmbeddedPostgresError: Cannot write to the database folder/,
    );
  });

  it('names a configured port that is taken, and starts once it is free', async () => {
    const dataDir = join(scratch.dir, 'port');
    const squatter = createServer();
    const port = await freePort();
    await new Promise<void>((done) => squatter.listen(port, '127.0.0.1', done));
    const settings = { ...fast, port: String(port) };
    await assert.rejects(
      startEmbeddedPostgres({ dataDir, settings }),
      new RegExp(`Port ${port} on 127.0.0.1 is taken`),
    );
    await new Promise((done) => squatter.close(done));
    const server = await startEmbeddedPostgres({ dataDir, settings });
    try {
      assert.equal(server.port, port);
      assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    } finally {
      await server.stop();
    }
  });

  it('moves to another port when the one it used before is taken and none is configured', async () => {
    const dataDir = join(scratch.dir, 'port');
    const first = await startEmbeddedPostgres({ dataDir, settings: fast });
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((done) => squatter.listen(first.port, '127.0.0.1', done));
    try {
      const second = await startEmbeddedPostgres({ dataDir, settings: fast });
      try {
        assert.notEqual(second.port, first.port);
        assert.deepEqual(await ask(second.url, 'SELECT 1 AS one'), [{ one: 1 }]);
      } finally {
        await second.stop();
      }
    } finally {
      await new Promise((done) => squatter.close(done));
    }
  });

  it('passes on why PostgreSQL refuses a setting', async () => {
    const settings = { ...fast, wal_compression: 'no such thing' };
    const dataDir = join(scratch.dir, 'port');
    await assert.rejects(
      startEmbeddedPostgres({ dataDir, settings }),
      /PostgreSQL did not start: .*wal_compression/,
    );
  });

  it('says that the password file is gone rather than making an unusable one', async () => {
    const dataDir = join(scratch.dir, 'port');
    rmSync(join(dataDir, 'server.json'));
    await assert.rejects(
      startEmbeddedPostgres({ dataDir, settings: fast }),
      /password file .*server.json.*ENOENT.*restore it/,
    );
  });
});
