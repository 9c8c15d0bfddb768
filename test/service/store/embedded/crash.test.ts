import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startEmbeddedPostgres } from '../../../../service/store/embedded/index.js';
import { isPidAlive } from '../../../../service/store/embedded/process-identity.js';
import { ask, endStarters, fast, makeScratch, spawnStarter, untilDead } from './harness.js';

const scratch = makeScratch();
after(() => {
  endStarters();
  scratch.remove();
});
const dataDir = join(scratch.dir, 'data');
const start = () => startEmbeddedPostgres({ dataDir, settings: fast });

async function addRow(url: string): Promise<number> {
  await ask(url, 'INSERT INTO kept DEFAULT VALUES');
  const [row] = await ask<{ count: number }>(url, 'SELECT count(*)::int AS count FROM kept');
  return row?.count ?? 0;
}

describe('starting after something was killed', () => {
  before(async () => {
    // What a first start leaves that was killed half way: no cluster, but its draft, a password and a held lock.
    mkdirSync(join(dataDir, 'cluster.new-00000000'), { recursive: true });
    writeFileSync(join(dataDir, 'cluster.new-00000000', 'PG_VERSION'), '18\n');
    writeFileSync(join(dataDir, 'server.json'), '{"password":"of a cluster that never was"}\n');
    writeFileSync(join(dataDir, 'start.lock'), JSON.stringify({ pid: 1, started: 'once', nonce: 'x' }));
    const server = await start();
    await ask(server.url, 'CREATE TABLE kept (id serial)');
    await server.stop();
  });

  it('recovers the data after kill -9 of the server, at once and while it is in use', async () => {
    const first = await start();
    assert.equal(await addRow(first.url), 1);
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    try {
      assert.notEqual(second.pid, first.pid);
      assert.equal(second.url, first.url);
      assert.equal(await addRow(first.url), 2);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
    assert.equal(isPidAlive(second.pid), false);
  });

  it('takes over after kill -9 of the process that started the server', async () => {
    const orphaned = await spawnStarter(dataDir);
    assert.equal(await addRow(orphaned.report.url), 3);
    orphaned.child.kill('SIGKILL');
    await untilDead(orphaned.child.pid ?? 0);
    assert.equal(isPidAlive(orphaned.report.pid), true);
    const server = await start();
    try {
      assert.equal(await addRow(server.url), 4);
      assert.equal(isPidAlive(orphaned.report.pid), server.pid === orphaned.report.pid);
    } finally {
      await server.stop();
    }
    assert.equal(isPidAlive(server.pid), false);
  });

  it('stops the server when its process exits without having stopped it', async () => {
    const starter = await spawnStarter(dataDir, { env: { ...process.env, EXIT_WITHOUT_STOP: '1' } });
    assert.equal(await addRow(starter.report.url), 5);
    await starter.finish();
    await untilDead(starter.report.pid);
  });

  it('removes a pid file whose pid belongs to another program now, and leaves that program alone', async () => {
    const path = join(dataDir, 'cluster', 'postmaster.pid');
    writeFileSync(path, `${process.pid}\n${join(dataDir, 'cluster')}\n1\n5432\n\n127.0.0.1\n\nready   \n`);
    const server = await start();
    try {
      assert.equal(await addRow(server.url), 6);
      assert.equal(readFileSync(path, 'utf8').split('\n')[0], String(server.pid));
    } finally {
      await server.stop();
    }
  });
});
