import { expect, fixture, fixtureCleanup, html, nextFrame, oneEvent } from '@open-wc/testing';
import '../../../widget/crm-workspace/define.js';
import '../../../widget/crm-sync-status/define.js';
import '../../../widget/crm-connect/define.js';
import type { CrmWorkspace } from '../../../widget/crm-workspace/crm-workspace.js';
import { type CrmContext, createCrmContext, type Happening } from '../../../widget/internal/context.js';
import { type FakeService, fakeService, json } from '../crm-push-button/fake-service.js';
import { makeStatus } from '../crm-sync-status/statuses.js';
import { runClockFaster } from '../support/fast-clock.js';
import { waitUntil } from '../support/wait-until.js';
import { FakeStream, fakeEvents, frame, makeEvent, records } from './fake-events.js';

let events: ReturnType<typeof fakeEvents>;
let streams: FakeStream[] = [];
let leave: (() => void)[] = [];

const problem = (status: number, code: string) => json({ code, status, detail: code }, status);

function serve(answer?: Parameters<typeof fakeEvents>[0]): void {
  streams = [];
  events = fakeEvents(
    answer ??
      ((asked) => {
        const stream = new FakeStream(asked);
        streams.push(stream);
        return stream.response;
      }),
  );
}

function follow(tokenProvider: (() => Promise<string>) | null = null): {
  context: CrmContext;
  heard: Happening[];
} {
  const context = createCrmContext({
    serviceUrl: 'https://s.test',
    token: 'et_1',
    tokenProvider,
    messages: {},
  })!;
  const heard: Happening[] = [];
  leave.push(context.hear((what) => heard.push(what)));
  return { context, heard };
}

describe('the events of a workspace in the page', () => {
  afterEach(() => {
    for (const one of leave) one();
    leave = [];
    fixtureCleanup();
    events.restore();
  });

  it('come over one stream for all who listen, which ends with the last of them', async () => {
    serve();
    const { context, heard } = follow();
    const others: Happening[] = [];
    const stop = context.hear((what) => others.push(what));
    await waitUntil(() => streams.length === 1, 'a stream');
    expect(context.live.isOn).to.equal(false);
    streams[0]!.ready('1-0-1');
    await waitUntil(() => context.live.isOn, 'live');
    const event = records(['a']);
    streams[0]!.send(event.type, event, '2-1-1');
    await waitUntil(() => others.length === 2, 'told');
    expect(heard).to.deep.equal(['begun', event]);
    expect(events.asked.length).to.equal(1);
    stop();
    expect(streams[0]!.isOpen).to.equal(true);
    leave.pop()!();
    await waitUntil(() => !streams[0]!.isOpen, 'closed');
    expect(context.live.isOn).to.equal(false);
  });

  it('are read whole from pieces that break anywhere, comments in between', async () => {
    serve();
    const { heard } = follow();
    await waitUntil(() => streams.length === 1, 'a stream');
    const text = `: still here\n\nid: 1-0-1\nevent: ready\ndata: {}\n\nid: 2-1-1\nevent: record.changed\ndata: ${JSON.stringify(records(['é']))}\n\n`;
    for (const byte of text) streams[0]!.text(byte);
    await waitUntil(() => heard.length === 2, 'told');
    expect((heard[1] as { data: { local_ids: string[] } }).data.local_ids).to.deep.equal(['é']);
  });

  it('go on behind the last one after the stream was cut, and say when some could not be told', async () => {
    serve();
    const { heard, context } = follow();
    await waitUntil(() => streams.length === 1, 'a stream');
    streams[0]!.ready('1-0-1');
    streams[0]!.send('run.finished', makeEvent('connection.needs_reauth', { reason: 'x' }), '2-7-1');
    await waitUntil(() => heard.length === 2, 'told');
    streams[0]!.send('end', { reason: 'service_stops' });
    streams[0]!.end();
    await waitUntil(() => streams.length === 2, 'again');
    expect(events.asked[1]!.lastId).to.equal('2-7-1');
    expect(context.live.isOn).to.equal(true);
    streams[1]!.send('reset', { reason: 'too_old' }, '9-0-1');
    streams[1]!.ready('9-0-1');
    await waitUntil(() => heard.length === 3, 'told');
    expect(heard.at(-1)).to.equal('missed');
  });

  it('renew a key that has expired', async () => {
    serve((asked) => {
      if (asked.key === 'et_1') return problem(401, 'key_expired');
      const stream = new FakeStream(asked);
      stream.ready('1-0-1');
      return stream.response;
    });
    const { context } = follow(async () => 'et_2');
    await waitUntil(() => context.live.isOn, 'live');
    expect(events.asked.map(({ key }) => key)).to.deep.equal(['et_1', 'et_2']);
  });

  it('are asked for where no stream gets through', async () => {
    leave.push(runClockFaster(5));
    const event = records(['b']);
    serve((asked) => {
      if (asked.isStream) return problem(502, 'bad_gateway');
      return json({ data: asked.lastId ? [] : [event], last_event_id: '5-1-1', reset: null });
    });
    const { context, heard } = follow();
    await waitUntil(() => heard.includes(event) || heard.length === 2, 'told');
    expect(heard).to.deep.equal(['begun', event]);
    expect(context.live.isOn).to.equal(true);
  });

  it('are given up where the service has none, or the key may not', async () => {
    serve(() => problem(403, 'permission_missing'));
    const { context } = follow();
    await waitUntil(() => events.asked.length === 1, 'asked');
    leave.push(context.hear(() => undefined));
    await nextFrame();
    expect(events.asked.length).to.equal(1);
    expect(context.live.isOn).to.equal(false);
  });

  describe('in elements', () => {
    let service: FakeService;
    let now = makeStatus();
    afterEach(() => service.restore());

    async function mount(inside: unknown): Promise<CrmWorkspace> {
      now = makeStatus();
      service = fakeService(({ path }) =>
        path === '/crm/sync/status' ? json({ data: [now], next_cursor: null }) : undefined,
      );
      serve();
      const page = await fixture<HTMLElement>(
        html`<crm-workspace service-url="http://service.example" token="et_1" lang="en">${inside}</crm-workspace>`,
      );
      await waitUntil(() => streams.length === 1, 'a stream');
      streams[0]!.ready('1-0-1');
      return page as CrmWorkspace;
    }
    const reads = (path: string) => service.asked.filter((one) => one.path === path).length;

    it('show what changed at once, once for many events, and tell the page', async () => {
      const workspace = await mount(html`<crm-sync-status></crm-sync-status><crm-connect></crm-connect>`);
      const status = workspace.querySelector('crm-sync-status')!;
      const words = () => status.shadowRoot!.textContent!.replace(/\s+/g, ' ');
      await waitUntil(() => words().includes('Up to date'), 'shown');
      await waitUntil(() => reads('/crm/sync/status') === 2, 'read once more when the events begin');
      const before = reads('/crm/connections');
      const told = oneEvent(workspace, 'crm-records-changed');
      now = makeStatus({ health: 'late' });
      // In one piece, so that they come together also where it takes long to read them.
      const all = Array.from({ length: 20 }, (_, n) =>
        frame('record.changed', records([String(n)]), `2-${n}-1`),
      );
      streams[0]!.text(all.join(''));
      expect((await told).detail).to.deep.equal({
        ...{ object: 'contact', connection_id: 'c1', provider: 'hubspot', count: 1, local_ids: ['0'] },
        ...{ deleted: false, feed_cursor: 'f1' },
      });
      await waitUntil(() => words().includes('Later than planned'), 'shown');
      expect(reads('/crm/sync/status')).to.equal(3);
      expect(reads('/crm/connections')).to.equal(before);
      streams[0]!.send(
        'connection.paused',
        makeEvent('connection.paused', { reason: 'paused_by_person' }),
        '3-1-1',
      );
      await waitUntil(() => reads('/crm/connections') === before + 1, 'read');
    });

    it('tell the page that anything may have changed when they begin, and when some could not be told', async () => {
      const told: unknown[] = [];
      const note = (event: HTMLElementEventMap['crm-records-changed']) => told.push(event.detail.object);
      document.body.addEventListener('crm-records-changed', note);
      try {
        await mount(html`<crm-sync-status></crm-sync-status>`);
        await waitUntil(() => told.length === 1, 'told when they begin');
        streams[0]!.send('reset', { reason: 'too_many' }, '9-0-1');
        await waitUntil(() => told.length === 2, 'told when some are missing');
        expect(told).to.deep.equal([null, null]);
      } finally {
        document.body.removeEventListener('crm-records-changed', note);
      }
    });

    it('are let go of when the last element is gone', async () => {
      const workspace = await mount(html`<crm-sync-status></crm-sync-status>`);
      workspace.remove();
      await waitUntil(() => !streams[0]!.isOpen, 'closed');
    });
  });
});
