import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { startEmbeddedPostgres } from '../../../../service/store/embedded/index.js';
import { isPidAlive } from '../../../../service/store/embedded/process-identity.js';
import { ask, endStarters, fast, makeScratch, spawnStarter } from './harness.js';

const scratch = makeScratch();
after(() => {
  endStarters();
  scratch.remove();
});
const dataDir = join(scratch.dir, 'a folder', 'data');

describe('starting the embedded PostgreSQL', () => {
  it('creates the cluster and the database at the first start, on loopback alone', async () => {
    const server = await startEmbeddedPostgres({ dataDir, settings: fast });
    try {
      const [row] = await ask(
        server.url,
        `SELECT current_database() AS database, current_setting('listen_addresses') AS addresses,
                current_setting('fsync') AS fsync, current_setting('max_connections') AS connections,
                current_setting('data_checksums') AS checksums`,
      );
      const expected = { database: 'crm_connect', addresses: '127.0.0.1', fsync: 'off', connections: '60' };
      assert.deepEqual(row, { ...expected, checksums: 'on' });
      await ask(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    } finally {
      await server.stop();
    }
    assert.equal(isPidAlive(server.pid), false);
  });

  it('keeps data, address and password over a restart, and stop() may be called again', async () => {
    const first = await startEmbeddedPostgres({ dataDir, settings: fast });
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir, settings: fast });
    try {
      assert.equal(second.url, first.url);
      await first.stop();
      assert.deepEqual(await ask(second.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
    } finally {
      await Promise.all([second.stop(), second.stop()]);
    }
  });

  it('creates another database on demand, and refuses a name that an address cannot carry', async () => {
    const database = 'Odd-name_1';
    const server = await startEmbeddedPostgres({ dataDir, settings: fast, database });
    try {
      assert.deepEqual(await ask(server.url, 'SELECT current_database() AS name'), [{ name: database }]);
    } finally {
      await server.stop();
    }
    await assert.rejects(startEmbeddedPostgres({ dataDir, database: 'a/b' }), /"a\/b" cannot be the name/);
  });

  it('keeps the password in a file of ours alone, off the command line and out of the log', async () => {
    const server = await startEmbeddedPostgres({ dataDir, settings: fast });
    try {
      const { password } = new URL(server.url);
      assert.ok(password.length >= 32);
      assert.equal(statSync(join(server.dataDir, 'server.json')).mode & 0o777, 0o600);
      assert.ok(!readFileSync(join(server.dataDir, 'server.log'), 'utf8').includes(password));
      if (process.platform === 'linux') {
        assert.ok(!readFileSync(`/proc/${server.pid}/cmdline`, 'utf8').includes(password));
      }
      const wrong = server.url.replace(password, 'wrong');
      await assert.rejects(ask(wrong, 'SELECT 1'), { code: '28P01' });
    } finally {
      await server.stop();
    }
  });

  it('makes UTF8 databases with no locale in the environment', async () => {
    const env = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'] };
    const starter = await spawnStarter(join(scratch.dir, 'no-locale'), { env });
    try {
      const rows = await ask(
        starter.report.url,
        `SELECT pg_encoding_to_char(encoding) AS encoding, length('žluťoučký 🐎') AS letters
           FROM pg_database WHERE datname IN ('crm_connect', 'template1')`,
      );
      assert.deepEqual(rows, Array(2).fill({ encoding: 'UTF8', letters: 11 }));
    } finally {
      await starter.finish();
    }
  });
});
