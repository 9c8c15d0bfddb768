import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort, waitUntil } from '../../support/service.js';
import { killWorkers, startServiceProcess, type WorkerProcess } from '../worker-process.js';
import { hubspotEvent, openWebhookBench, sendSigned, type WebhookBench } from './webhook-bench.js';

const EVENTS = 10_000;
const REPEATED = 3_000;
const RECORDS = 150;
const OF_A_BODY = 100;
const SENDERS = 8;

let bench: WebhookBench;
let port: number;
before(async () => {
  bench = await openWebhookBench({ role: 'api', seed: false });
  await bench.service.sandbox.post('webhooks', { target_url: null });
  await bench.service.sandbox.post('records', { generate: { contacts: RECORDS } });
  // What the database itself saw, whoever says so.
  for (const statement of [
    'CREATE TABLE ends (event bigint)',
    'CREATE TABLE writes (remote_id text)',
    `CREATE FUNCTION note_end() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
       INSERT INTO ends VALUES (NEW.id); RETURN NULL; END'`,
    `CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
       INSERT INTO writes VALUES (NEW.remote_id); RETURN NULL; END'`,
    `CREATE TRIGGER note_end AFTER UPDATE ON crm_webhook_events FOR EACH ROW
       WHEN (NEW.state = 'done') EXECUTE FUNCTION note_end()`,
    'CREATE TRIGGER note_write AFTER INSERT OR UPDATE ON crm_records FOR EACH ROW EXECUTE FUNCTION note_write()',
  ])
    await bench.sql(statement);
  port = await freePort();
});
after(async () => {
  await killWorkers();
  await bench.service.close();
});

/** Bodies of distinct events and repeats of some of them, shuffled. */
async function makeBodies(): Promise<{ bodies: string[]; distinct: number }> {
  const ids = (await bench.service.sandbox.records('contacts')).map(({ id }) => id);
  const distinct = Array.from({ length: EVENTS - REPEATED }, (_, n) =>
    hubspotEvent(ids[n % ids.length] as string, { occurredAt: Date.now() - n }),
  );
  const all = shuffle([...distinct, ...shuffle([...distinct]).slice(0, REPEATED)]);
  const bodies = Array.from({ length: EVENTS / OF_A_BODY }, (_, n) =>
    JSON.stringify(all.slice(n * OF_A_BODY, (n + 1) * OF_A_BODY)),
  );
  return { bodies, distinct: distinct.length };
}

function shuffle<T>(list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
  return list;
}

/** Sends until it is answered with 2xx, as HubSpot does for a day. */
async function sendUntilTaken(body: string): Promise<void> {
  const to = { url: `http://127.0.0.1:${port}` };
  await waitUntil(
    'it is taken',
    async () => {
      const answer = await sendSigned(to, body).catch(() => null);
      await answer?.arrayBuffer();
      return answer?.status === 202;
    },
    60_000,
  );
}

/**
 * What a dead worker held is free when its time is up; that is not waited for here. It may have taken some with its last
 * breath, which the database commits later.
 *
 * @returns how much it holds still.
 */
async function takeFrom({ process: { pid } }: WorkerProcess): Promise<number> {
  const held = `state = 'received' AND worker LIKE $1`;
  const its = `%-${pid}-%`;
  await bench.sql(
    `UPDATE crm_webhook_events SET lease_until = now() WHERE id IN (
       SELECT id FROM crm_webhook_events WHERE ${held} AND lease_until > now() FOR UPDATE SKIP LOCKED) RETURNING 1`,
    its,
  );
  return (await bench.sql(`SELECT 1 FROM crm_webhook_events WHERE ${held}`, its)).length;
}

test('ten thousand events, three in ten of them repeats, are each applied once though the service is killed', async () => {
  const { bodies, distinct } = await makeBodies();
  let service: WorkerProcess = await startServiceProcess(bench, 'all', port);
  let taken = 0;
  const queue = [...bodies];
  let goOn = () => {};
  const killed = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const senders = Array.from({ length: SENDERS }, async () => {
    for (let body = queue.pop(); body !== undefined; body = queue.pop()) {
      // So that there is a rest, however long it takes until the service is killed.
      if (queue.length < bodies.length / 3) await killed;
      await sendUntilTaken(body);
      taken += 1;
    }
  });
  const ends = async () => (await bench.sql<{ n: number }>('SELECT count(*)::int AS n FROM ends'))[0]?.n ?? 0;
  await waitUntil(
    'it is in the middle',
    async () => taken >= bodies.length / 3 && (await ends()) > 0,
    60_000,
  );
  await service.kill('SIGKILL');
  goOn();
  const atDeath = await ends();
  const dead = service;
  service = await startServiceProcess(bench, 'all', port);
  await Promise.all(senders);
  await waitUntil('nothing is in the hands of the dead one', async () => (await takeFrom(dead)) === 0);
  const events = await bench.worked(distinct);
  assert.ok(atDeath < distinct, 'it was killed before the end');
  assert.equal(events.length, distinct, 'each event is known once');
  assert.deepEqual([...new Set(events.map(({ state }) => state))], ['done']);
  assert.deepEqual(await bench.sql('SELECT event FROM ends GROUP BY event HAVING count(*) > 1'), []);
  assert.equal(await ends(), distinct, 'each was done once');
  assert.deepEqual(
    await bench.sql('SELECT remote_id FROM writes GROUP BY remote_id HAVING count(*) > 1'),
    [],
  );
  assert.equal((await bench.sql('SELECT 1 FROM writes')).length, RECORDS, 'each record was written once');
  assert.equal((await bench.feed('contact')).records.length, RECORDS);
  assert.equal(await service.kill('SIGTERM'), 0);
});
