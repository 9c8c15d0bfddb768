import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { writeEvent } from '../../service/store/queries/write-events.js';
import { LONGEST_HELD_BACK_MS } from '../support/committed.js';
import { openStream, type TestStream } from '../support/service/event-stream.js';
import { waitUntil } from '../support/service.js';
import { openWorkbench, type Workbench } from './workbench.js';
import { killWorkers, startServiceProcess } from './worker-process.js';

/** A stream that would go on after more events than a thousand is told to read everything again instead. */
const MOST_AHEAD = 100;

after(killWorkers);

describe('an event stream whose process ends', () => {
  let bench: Workbench;
  let streams: TestStream[] = [];
  before(async () => {
    bench = await openWorkbench({ role: 'api', seed: false });
  });
  afterEach(() => {
    for (const stream of streams) stream.close();
    streams = [];
  });
  after(() => bench.service.close());

  const tell = async (reason: string) => {
    const { store } = bench.service.running.services;
    await store.transaction((transaction) =>
      writeEvent(store, bench.connection.id, 'connection.paused', { reason }, transaction),
    );
  };
  const reasons = (stream: TestStream) =>
    stream.events.flatMap(({ name, data }) =>
      name === 'connection.paused' ? [(data['data'] as { reason: string }).reason] : [],
    );
  const open = async (url: string, lastId?: string) => {
    const stream = await openStream(url, {
      key: bench.tenant.et,
      ...(lastId === undefined ? {} : { lastId }),
    });
    streams.push(stream);
    return stream;
  };

  test('goes on at other processes after kill -9, with every event once and in order', async () => {
    const told: string[] = [];
    let isOver = false;
    const read = () => streams.flatMap(reasons).length;
    const tellOn = async () => {
      while (!isOver) {
        const hasRoom = async () => isOver || told.length < read() + MOST_AHEAD;
        await waitUntil('somebody reads on', hasRoom, LONGEST_HELD_BACK_MS);
        const name = `event ${told.length}`;
        await tell(name);
        told.push(name);
      }
    };
    let telling: Promise<void> | undefined;
    const got: string[] = [];
    let lastId: string | undefined;
    try {
      for (let turn = 0; turn < 3; turn++) {
        const api = await startServiceProcess(bench, 'api');
        const stream = await open(api.url, lastId);
        telling ??= tellOn();
        const enough = reasons(stream).length + 10;
        await stream.of('connection.paused', enough);
        await api.kill('SIGKILL');
        await stream.ended();
        got.push(...reasons(stream));
        lastId = stream.lastId;
      }
    } finally {
      isOver = true;
      await telling;
    }
    const last = await open(bench.service.url, lastId);
    const hasLast = () => [...got, ...reasons(last)].at(-1) === told.at(-1);
    await waitUntil('the last event', hasLast, LONGEST_HELD_BACK_MS);
    got.push(...reasons(last));
    assert.deepEqual(got, told);
    assert.ok(got.length >= 30);
  });

  test('is told when its process stops, and the process does not wait for it', async () => {
    const api = await startServiceProcess(bench, 'api');
    const stream = await open(api.url);
    const code = api.kill('SIGTERM');
    assert.deepEqual((await stream.of('end'))[0]?.data, { reason: 'service_stops' });
    await stream.ended();
    assert.equal(await code, 0);
  });
});
