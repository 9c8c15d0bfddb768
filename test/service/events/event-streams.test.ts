import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { EventStreams } from '../../../service/events/streams/event-streams.js';
import { writeEvent } from '../../../service/store/queries/write-events.js';
import type { Connection } from '../../../shared/connection.js';
import type { StreamEventsResult } from '../../../shared/routes/events.js';
import { letOthersCommit } from '../../support/committed.js';
import {
  openStream,
  type StreamEvent,
  type StreamOptions,
  type TestStream,
} from '../../support/service/event-stream.js';
import {
  HOST_ORIGIN,
  startTestService,
  type Tenant,
  type TestService,
  waitUntil,
} from '../../support/service.js';

describe('GET /crm/events', () => {
  let service: TestService;
  let own: Tenant;
  let other: Tenant;
  let connection: Connection;
  let others: Connection;
  let streams: TestStream[] = [];
  /** Opened first and looked at last. */
  let idle: TestStream;

  before(async () => {
    service = await startTestService({ role: 'api', seed: false });
    own = await service.createTenant('ws_1', 'Own app');
    other = await service.createTenant('ws_2', 'Other app');
    connection = await service.connect(own.et);
    others = await service.connect(other.et);
    idle = await openStream(service.url, { key: other.wk });
  });
  afterEach(() => {
    for (const stream of streams) stream.close();
    streams = [];
  });
  after(async () => {
    idle?.close();
    await service.close();
  });

  const open = async (options: Partial<StreamOptions> = {}): Promise<TestStream> => {
    const stream = await openStream(service.url, { key: own.et, ...options });
    streams.push(stream);
    return stream;
  };
  const tell = (reason: string, of = connection.id) =>
    service.running.services.store.transaction((transaction) =>
      writeEvent(service.running.services.store, of, 'connection.paused', { reason }, transaction),
    );
  /** Waits until what was told can be read. */
  const committed = () =>
    letOthersCommit((query, ...bind) =>
      service.running.services.store.sequelize.query(query, { bind, type: QueryTypes.SELECT }),
    );
  const reasons = (events: readonly StreamEvent[]) =>
    events.map(({ data }) => (data['data'] as { reason: string }).reason);

  it('tells what happens in the workspace, in the shape of an outgoing event', async () => {
    const stream = await open({ origin: HOST_ORIGIN });
    assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.equal(stream.headers['cache-control'], 'no-store, no-transform');
    assert.equal(stream.headers['x-accel-buffering'], 'no');
    assert.equal(stream.headers['content-encoding'], undefined);
    assert.equal(stream.headers['access-control-allow-origin'], HOST_ORIGIN);
    await service.api.patch(`/crm/connections/${connection.id}`, {
      key: own.et,
      body: { paused: true },
      expect: 200,
    });
    const [event] = await stream.of('connection.paused');
    assert.deepEqual(
      { ...event?.data, id: '', occurred_at: '' },
      {
        ...{ id: '', type: 'connection.paused', occurred_at: '', app_id: own.appId, workspace_id: 'ws_1' },
        ...{ provider: 'hubspot', connection_id: connection.id, data: { reason: 'paused_by_person' } },
      },
    );
    await service.api.patch(`/crm/connections/${connection.id}`, {
      key: own.et,
      body: { paused: false },
      expect: 200,
    });
    await stream.of('connection.resumed');
  });

  it("never tells of another workspace, by whichever key, and lets a backend name one of its own app's", async () => {
    const mine = [
      await open(),
      await open({ key: own.wk }),
      await open({ key: own.sk, query: '?workspace_id=ws_1' }),
    ];
    // The same host's id in another app is another workspace.
    const stranger = await open({ key: own.sk, query: '?workspace_id=ws_2' });
    const theirs = await open({ key: other.et });
    await tell('theirs', others.id);
    await tell('mine');
    for (const stream of mine) assert.deepEqual(reasons(await stream.of('connection.paused')), ['mine']);
    assert.deepEqual(reasons(await theirs.of('connection.paused')), ['theirs']);
    await tell('once more');
    await mine[0]?.of('connection.paused', 2);
    assert.deepEqual(stranger.events, []);
    assert.equal(theirs.events.length, 1);
  });

  it('goes on behind the id that was seen last, in the header or the query, without gap or repeat', async () => {
    const first = await open();
    await tell('one');
    await first.of('connection.paused');
    first.close();
    await tell('two');
    await tell('three');
    await committed();
    for (const resumed of [
      await open({ lastId: first.lastId }),
      await open({ query: `?last_event_id=${first.lastId}` }),
    ])
      assert.deepEqual(reasons(await resumed.of('connection.paused', 2)), ['two', 'three']);
    const late = await open({ lastId: first.lastId });
    await tell('four');
    assert.deepEqual(reasons(await late.of('connection.paused', 3)), ['two', 'three', 'four']);
  });

  it('goes on from a stream that saw no event at all', async () => {
    const first = await open();
    assert.deepEqual(first.events, []);
    first.close();
    await tell('meanwhile');
    await committed();
    assert.deepEqual(reasons((await open({ lastId: first.lastId })).events), ['meanwhile']);
  });

  it('gives each event once to streams that open while many are written', async () => {
    const first = await open();
    const names = Array.from({ length: 60 }, (_, n) => `storm ${n}`);
    const opening: Promise<TestStream>[] = [];
    for (const [n, name] of names.entries()) {
      await tell(name);
      if (n % 6 === 0) opening.push(open({ lastId: first.lastId }));
    }
    // Those that resumed from the same place have all of them; the first one's place was before all.
    for (const stream of await Promise.all(opening)) {
      const got = reasons(await stream.of('connection.paused', 1));
      await waitUntil('the last one', async () => reasons(stream.events).at(-1) === names.at(-1));
      const all = reasons(stream.events);
      assert.equal(new Set(all).size, all.length, 'none twice');
      assert.deepEqual(all, names.slice(-all.length), `none left out behind ${got[0]}`);
    }
    assert.deepEqual(reasons(await first.of('connection.paused', 60)), names);
  });

  it('says that everything is to be read again where it cannot go on', async () => {
    const { lastId } = await open();
    const [xid, seq, seconds] = lastId.split('-');
    const old = `${xid}-${seq}-${Number(seconds) - 25 * 3600}`;
    const future = `9${'0'.repeat(17)}-1-${seconds}`;
    for (const [id, reason] of [
      [old, 'too_old'],
      [future, 'unknown_id'],
      ['not-ours', 'unknown_id'],
    ] as const) {
      const stream = await open({ lastId: id });
      assert.deepEqual(
        stream.events.map(({ name, data }) => [name, data]),
        [['reset', { reason }]],
      );
      await tell(`after ${reason}`);
      assert.deepEqual(reasons(await stream.of('connection.paused')), [`after ${reason}`]);
    }
  });

  it('says so too when too much happened to be told one by one', async () => {
    const { lastId } = await open();
    await service.running.services.store.sequelize.query(
      `INSERT INTO crm_events (app_id, workspace_id, connection_id, type, data)
       SELECT w.app_id, w.id, $1, 'connection.paused', '{"reason":"many"}' FROM workspaces w
         JOIN crm_connections c ON c.workspace_id = w.id, generate_series(1, 1001) WHERE c.id = $1`,
      { bind: [connection.id] },
    );
    await committed();
    const stream = await open({ lastId });
    assert.deepEqual(
      stream.events.map(({ data }) => data),
      [{ reason: 'too_many' }],
    );
  });

  it('answers the same events as JSON to those who keep no stream open', async () => {
    const { lastId } = await open();
    await tell('asked for');
    const ask = async (query: string) =>
      (
        await service.api.get<StreamEventsResult>(`/crm/events?stream=false${query}`, {
          key: own.et,
          expect: 200,
        })
      ).body;
    await committed();
    const page = await ask(`&last_event_id=${lastId}`);
    assert.deepEqual(
      page.data.map(({ data }) => data),
      [{ reason: 'asked for' }],
    );
    assert.deepEqual((await ask(`&last_event_id=${page.last_event_id}`)).data, []);
    assert.equal((await ask('&last_event_id=1-1-1')).reset, 'too_old');
    assert.deepEqual((await open({ lastId: page.last_event_id })).events, []);
  });

  it('ends with a reason when the token expires', async () => {
    const key = await service.createEmbedToken(own.sk, { workspace_id: 'ws_1', expires_in: 60 });
    const stream = await open({ key });
    service.clock.advance(61_000);
    assert.deepEqual((await stream.of('end'))[0]?.data, { reason: 'key_expired' });
    await stream.ended();
    assert.match((await open({ key })).text, /key_expired/);
  });

  it('ends within seconds when the key is revoked', async () => {
    const { body } = await service.api.post<{ id: string; key: string }>(
      `/crm/admin/apps/${own.appId}/keys`,
      {
        ...{ key: service.adminKey, expect: 201 },
        body: { kind: 'wk', workspace_id: 'ws_1' },
      },
    );
    const [stream, kept] = [await open({ key: body.key }), await open()];
    await service.api.delete(`/crm/admin/apps/${own.appId}/keys/${body.id}`, {
      key: service.adminKey,
      expect: 204,
    });
    assert.deepEqual((await stream.of('end'))[0]?.data, { reason: 'key_revoked' });
    await stream.ended();
    assert.equal(kept.isEnded, false);
  });

  it('lets go of a reader that does not read, and tells the others on', async () => {
    const store = service.running.services.store;
    const [slow, quick] = [await open(), await open()];
    slow.pause();
    const openNow = async () => {
      const { values } = await service.running.services.metrics.eventStreams.get();
      return values[0]?.value;
    };
    await waitUntil('those of other tests are gone', async () => (await openNow()) === 3);
    let written = 0;
    // More than the buffers of both ends of a connection hold; the quick one is never behind by more than one.
    await waitUntil('it is dropped', async () => {
      await store.transaction((transaction) =>
        writeEvent(store, connection.id, 'connection.paused', { reason: 'x'.repeat(1_000_000) }, transaction),
      );
      written += 1;
      await quick.of('connection.paused', written);
      return (await openNow()) === 2;
    });
    await tell('still told');
    await waitUntil('it was told', async () => reasons(quick.events).includes('still told'));
    assert.equal(quick.isEnded, false);
  });

  it('refuses more streams than one token may have, until one is closed', async () => {
    const key = await service.createEmbedToken(own.sk, { workspace_id: 'ws_1' });
    const all = await Promise.all(Array.from({ length: 20 }, () => open({ key })));
    const refused = await open({ key });
    assert.deepEqual([refused.status, JSON.parse(refused.text).code], [429, 'too_many_streams']);
    assert.equal(refused.headers['retry-after'], '30');
    assert.equal((await open({ key: own.wk })).status, 200);
    all[0]?.close();
    await waitUntil('there is room', async () => (await open({ key })).status === 200);
  });

  it('shows now and then that the connection lives, where nothing happens', async () => {
    await waitUntil('a beat', async () => idle.comments.length > 0);
    assert.equal(idle.isEnded, false);
  });

  it('ends at once when the service stops, and takes no other', async () => {
    const { store, log, clock, metrics } = service.running.services;
    const usual = service.running.services.streams;
    const stopping = new EventStreams({ store, log, clock, metrics });
    service.running.services.streams = stopping;
    try {
      const stream = await open();
      await stopping.stop();
      assert.deepEqual((await stream.of('end'))[0]?.data, { reason: 'service_stops' });
      await stream.ended();
      assert.match((await open()).text, /shutting_down/);
    } finally {
      service.running.services.streams = usual;
    }
  });
});
