import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import { odoo as connector } from '../../../service/connectors/odoo/index.js';
import { webhooks } from '../../../service/connectors/odoo/webhooks.js';
import type { WebhookChannel } from '../../../service/connectors/webhooks.js';
import { connect } from '../../contract/connected.js';
import { waitUntil } from '../../support/service.js';
import { openOdoo } from './connection.js';

const AT = new Date('2026-11-22T10:00:05.000Z');
const read = (body: object | string, receivedAt = AT) =>
  webhooks.readEvents({
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers: {},
    receivedAt,
  });
/** As seen of 18.0. */
const SEEN = {
  _action: 'Send Webhook Notification(#222)',
  ...{ _id: 8, _model: 'res.partner', id: 8, name: 'Ada' },
  write_date: '2026-11-22 10:00:00.123456',
};

describe('what Odoo posts', () => {
  it('is the same event however often one change is posted, and another after the next change', () => {
    const [first] = read({ ...SEEN, is_company: false });
    const [again] = read({ ...SEEN, is_company: false }, new Date(AT.getTime() + 900));
    const [next] = read({ ...SEEN, is_company: false, write_date: '2026-11-22 10:00:00.123457' });
    assert.equal(first?.key, again?.key);
    assert.notEqual(first?.key, next?.key);
    assert.deepEqual([first?.object, first?.remoteId, first?.kind], ['contact', '8', 'updated']);
    assert.equal(first?.occurredAt?.toISOString(), '2026-11-22T10:00:00.123Z');
  });

  it('is never taken for a repetition where nothing tells two changes apart', () => {
    const hint = { _action: 'x(#1)', _id: 9, _model: 'crm.lead' };
    const [one] = read(hint);
    const [two] = read(hint, new Date(AT.getTime() + 1));
    assert.notEqual(one?.key, two?.key);
    assert.deepEqual([one?.object, one?.kind, one?.occurredAt], ['deal', 'other', null]);
  });

  it('may be of a contact or of a company where it does not say', () => {
    const events = read({ _action: 'x(#1)', _id: 8, _model: 'res.partner' });
    assert.deepEqual(
      events.map(({ object }) => object),
      ['contact', 'company'],
    );
    assert.equal(new Set(events.map(({ key }) => key)).size, 2);
  });

  it('is none of ours of any other model, and unreadable without a record', () => {
    assert.deepEqual(
      read({ _id: 1, _model: 'res.users' }).map(({ object }) => object),
      [null],
    );
    for (const body of ['', 'null', '[]', '{"_model":"crm.lead"}', '{"_id":"8","_model":"crm.lead"}'])
      assert.throws(() => read(body));
  });
});

for (const server of ['v18', 'v19'])
  describe(`automation rules of Odoo ${server}`, () => {
    const odoo = openOdoo(server);
    beforeEach(() => odoo.provider.empty());
    const channel: WebhookChannel = {
      ...{ channelId: null, token: 'secret', url: 'http://127.0.0.1:9/crm/webhooks/odoo/secret' },
      ...{ objects: connector.objects, details: {} },
    };
    const asAdmin = async () => {
      const typedIn = () => odoo.provider.typedIn({ login: 'admin' });
      return (await connect(connector, { ...odoo.provider, typedIn })).session;
    };
    const posts = async () => {
      const { deliveries } = await odoo.provider.control<{ deliveries: { url: string; body: object }[] }>(
        'webhooks',
      );
      return deliveries.filter(({ body }) => (body as { _model?: string })._model === 'res.partner');
    };
    const channels = webhooks.channels;
    assert.ok(channels);

    it('are made once by an administrator’s key, follow a new address, and go', async () => {
      const session = await asAdmin();
      const first = await channels.open(session, channel);
      assert.deepEqual(await channels.open(session, channel), first);
      const moved = { ...channel, url: 'http://127.0.0.1:9/new', token: 'new', details: first.details };
      await channels.open(session, moved);
      assert.equal((await odoo.provider.records('base.automation')).length, 8);
      const id = await odoo.provider.create('res.partner', { name: 'Annunciata', is_company: true });
      const made = await waitUntil('each rule has posted', async () => {
        const all = await posts();
        return all.length >= 11 && all;
      });
      assert.equal(made.length, 11);
      assert.ok(made.every(({ url }) => url === moved.url));
      const [event, ...more] = read(made[0]?.body ?? {});
      assert.equal(more.length, 0);
      assert.deepEqual([event?.object, event?.remoteId], ['company', String(id)]);
      await channels.close(session, moved);
      await channels.close(session, moved);
      assert.equal((await odoo.provider.records('base.automation')).length, 0);
      assert.equal((await odoo.provider.records('ir.actions.server')).length, 0);
    });

    it('are left to a person where the key may not make them, or the app is not there', async () => {
      const isRefused = (error: unknown) => error instanceof CrmError && error.kind === 'permission';
      await assert.rejects(channels.open(odoo.connected.session, channel), isRefused);
      await odoo.provider.control('settings', { automation_installed: false });
      await assert.rejects(channels.open(await asAdmin(), channel), isRefused);
    });
  });
