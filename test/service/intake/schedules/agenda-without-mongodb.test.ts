import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type JobHomes, openJobStore } from '../../../../service/intake/schedules/backends/choose.js';
import { createLog } from '../../../../service/log.js';
import { openWorkbench, type Workbench } from '../../../integration/workbench.js';
import { createTestMongo, skipWithoutMongo } from '../../../support/mongo.js';
import { startTcpProxy, type TcpProxy } from '../../../support/service/tcp-proxy.js';
import { freePort, waitUntil } from '../../../support/service.js';

describe('a MongoDB that is not there at the start', () => {
  const complaint = async (mongodbUrl: string): Promise<string> => {
    const homes = { databaseUrl: 'postgres://127.0.0.1:9/none', mongodbUrl };
    try {
      await openJobStore(homes, createLog({ level: 'silent' }));
    } catch (error) {
      assert.ok(error instanceof Error);
      assert.equal(error.cause, undefined);
      return error.message;
    }
    return assert.fail('it was opened');
  };

  it('is told of with what to do', async () => {
    const port = await freePort();
    assert.equal(
      await complaint(`mongodb://127.0.0.1:${port}/crm`),
      `MongoDB cannot be used: connect ECONNREFUSED 127.0.0.1:${port}. Start it, or correct MONGODB_URL; without MONGODB_URL the schedule is kept in PostgreSQL.`,
    );
  });

  it('is told of without the password, also where the driver repeats the URL', async () => {
    for (const url of [
      'mongodb://joe:p%24ss-word@127.0.0.1:9/crm?p%24ss-word=1',
      'mongodb://joe:p%24ss-word@127.0.0.1:9/crm?p$ss-word=1',
      'mongodb://joe:p%24ss-word@[::/crm',
      'mongodb+srv://joe:p%24ss-word@127.0.0.1:9/crm',
    ]) {
      const message = await complaint(url);
      assert.match(message, /^MongoDB cannot be used: .*correct MONGODB_URL/);
      for (const secret of ['p%24ss-word', 'p$ss-word']) assert.ok(!message.includes(secret), message);
    }
  });
});

describe('a MongoDB that goes away while the service runs', () => {
  let proxy: TcpProxy;
  let mongo: { url: string; close(): Promise<void> };
  let homes: JobHomes;
  let bench: Workbench;

  if (skipWithoutMongo === false) {
    before(async () => {
      proxy = await startTcpProxy();
      mongo = await createTestMongo();
      // Else the members of a replica set would be asked past the proxy.
      const url = new URL(mongo.url);
      url.searchParams.set('directConnection', 'true');
      homes = { databaseUrl: '', mongodbUrl: mongo.url };
      bench = await openWorkbench({ env: { MONGODB_URL: proxy.through(url.href) } });
    });
    after(async () => {
      proxy.restore();
      await bench.service.close();
      await proxy.close();
      await mongo.close();
    });
  }

  const scheduler = async () => (await bench.service.api.get('/health', { expect: 200 })).body.scheduler;
  const lines = (message: string) => bench.service.log.filter(({ msg }) => msg === message);

  it('stops no work: what is asked for and what waits for its time is done, and jobs run again when it is back', {
    skip: skipWithoutMongo,
  }, async () => {
    const copy = await bench.sync(true, ['company']);
    assert.equal(copy.state, 'succeeded');
    assert.equal(await scheduler(), 'ok');
    assert.deepEqual(await bench.sql('SELECT name FROM agenda_jobs'), [], 'the jobs are in MongoDB');

    proxy.cut();
    await waitUntil('it is noticed', async () => (await scheduler()) === 'away');
    assert.equal((await bench.sync(false, ['company'])).state, 'succeeded');
    // As a run that is tried again later: nothing tells of it when its time has come.
    const [later] = await bench.sql<{ id: string }>(
      `INSERT INTO crm_sync_runs (workspace_id, connection_id, kind, objects, progress, correlation_id, not_before)
       SELECT workspace_id, connection_id, kind, objects, progress, gen_random_uuid(), now() + interval '1 s'
         FROM crm_sync_runs WHERE id = $1 RETURNING id`,
      copy.id,
    );
    assert.ok(later);
    assert.equal((await bench.ended(later.id)).state, 'succeeded');
    assert.equal(await scheduler(), 'away');
    const [warning] = lines('the scheduler does not reach its jobs; work goes on without');
    assert.equal(warning?.['store'], 'MongoDB');
    assert.equal(lines('the scheduler reaches its jobs again').length, 0);

    proxy.restore();
    await waitUntil('jobs run again', async () => (await scheduler()) === 'ok', 40_000);
    assert.ok(lines('the scheduler reaches its jobs again').length > 0);
    const polled = await openJobStore(homes, createLog({ level: 'silent' }));
    try {
      const ran = async () => {
        const { jobs } = await polled.repository.queryJobs({ name: 'crm_pull_delta' });
        return Number(jobs[0]?.lastRunAt);
      };
      const last = await ran();
      await waitUntil('its turns are taken again', async () => (await ran()) > last, 30_000);
    } finally {
      await polled.close();
    }
  });
});
