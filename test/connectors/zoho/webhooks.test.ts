import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, test } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import type { WebhookChannel, WebhookRequest } from '../../../service/connectors/webhooks.js';
import { channels } from '../../../service/connectors/zoho/channels.js';
import { webhooks } from '../../../service/connectors/zoho/webhooks.js';
import { connectZoho, type ZohoConnection } from './connection.js';

const RECEIVED = new Date('2026-11-28T10:00:01Z');
const NOTIFICATION = {
  server_time: 1_763_800_000_000,
  query_params: {},
  module: 'Contacts',
  resource_uri: 'https://www.zohoapis.com/crm/v8/Contacts',
  ids: ['101', '102'],
  affected_fields: [{ 101: ['Email'] }],
  operation: 'update',
  channel_id: '1000000068001',
  token: 'a-token',
};

const request = (body: unknown): WebhookRequest => ({
  ...{ method: 'POST', url: 'https://connect.example/crm/webhooks/zoho', headers: {}, token: null },
  ...{ body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), receivedAt: RECEIVED },
});
const events = (body: unknown) => webhooks.readEvents(request(body));

function readToken(body: unknown) {
  assert.equal(webhooks.signed.kind, 'token');
  return webhooks.signed.kind === 'token' ? webhooks.signed.readToken(request(body)) : null;
}

test('the token and the channel are read from the body', () => {
  assert.deepEqual(readToken(NOTIFICATION), { token: 'a-token', channelId: '1000000068001' });
  assert.deepEqual(readToken({ ...NOTIFICATION, channel_id: 1_000_000_068_001 }), {
    ...{ token: 'a-token', channelId: '1000000068001' },
  });
});

for (const [what, body, refused] of [
  ['no JSON', 'token=a-token', 'body_unreadable'],
  ['a list', [NOTIFICATION], 'body_unreadable'],
  ['nothing', '', 'body_unreadable'],
  ['null', 'null', 'body_unreadable'],
  ['no token', { ...NOTIFICATION, token: undefined }, 'token_missing'],
  ['a token that is null', { ...NOTIFICATION, token: null }, 'token_missing'],
  ['a token that is no text', { ...NOTIFICATION, token: ['a-token'] }, 'token_missing'],
] as const)
  test(`a body with ${what} is refused`, () => assert.deepEqual(readToken(body), { refused }));

test('each record is an event of its own, with the fields that changed', () => {
  const [first, second] = events(NOTIFICATION);
  assert.deepEqual(
    { ...first, key: '' },
    {
      ...{ key: '', accountId: null, object: 'contact', remoteId: '101', alsoIds: [], kind: 'updated' },
      ...{ occurredAt: new Date(1_763_800_000_000), fields: ['Email'] },
    },
  );
  assert.deepEqual([second?.remoteId, second?.fields], ['102', []]);
  assert.notEqual(first?.key, second?.key);
});

test('a repeated notification has the same keys, and any other has its own', () => {
  const keys = (more: object) => events({ ...NOTIFICATION, ...more }).map(({ key }) => key);
  assert.deepEqual(keys({ channel_id: 1_000_000_068_001 }), keys({}));
  const others = [
    keys({ server_time: NOTIFICATION.server_time + 1 }),
    keys({ operation: 'delete' }),
    keys({ channel_id: '2' }),
    keys({ module: 'Accounts' }),
    keys({ ids: ['103'] }),
  ].flat();
  assert.equal(new Set([...others, ...keys({})]).size, others.length + 2);
});

for (const [operation, kind] of [
  ['insert', 'created'],
  ['create', 'created'],
  ['update', 'updated'],
  ['edit', 'updated'],
  ['delete', 'deleted'],
  ['merge', 'other'],
] as const)
  test(`"${operation}" means ${kind}`, () =>
    assert.equal(events({ ...NOTIFICATION, operation })[0]?.kind, kind));

test('records of modules we do not keep are none of ours, and what is no notification throws', () => {
  assert.equal(events({ ...NOTIFICATION, module: 'Leads' })[0]?.object, null);
  assert.equal(events({ ...NOTIFICATION, module: 'Calls' })[0]?.object, 'activity');
  assert.deepEqual(events({ ...NOTIFICATION, ids: [] }), []);
  assert.throws(() => events({ ...NOTIFICATION, ids: 'x' }));
  assert.throws(() => events({ ...NOTIFICATION, module: 7 }));
  assert.throws(() => events('{'));
});

describe('channels of Zoho', () => {
  let zoho: ZohoConnection;
  const channel: WebhookChannel = {
    ...{ channelId: null, token: 'T'.repeat(43), url: 'http://127.0.0.1:9/crm/webhooks/zoho' },
    ...{ objects: ['contact'], details: {} },
  };
  const alive = async () =>
    (await zoho.crm.control<{ channels: { id: string; expiresAt: number }[] }>('notifications')).channels;

  before(async () => {
    zoho = await connectZoho();
  });
  after(() => zoho.close());
  beforeEach(async () => {
    await zoho.crm.control('notifications', { expire: true });
  });

  it('opens one for days, and renews it under the same name', async () => {
    const first = await channels.open(zoho.session, channel);
    const second = await channels.open(zoho.session, { ...channel, channelId: first.channelId });
    assert.equal(second.channelId, first.channelId);
    assert.deepEqual(
      (await alive()).map(({ id }) => id),
      [first.channelId],
    );
    const days = ((second.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
    assert.ok(days > 4.9 && days < 7, `${days} days`);
  });

  it('believes the life that Zoho gave it', async () => {
    await zoho.crm.control('notifications', { longest_life_ms: 60_000 });
    const { expiresAt } = await channels.open(zoho.session, channel);
    const minutes = ((expiresAt?.getTime() ?? 0) - Date.now()) / 60_000;
    assert.ok(minutes > 58 && minutes <= 60, `${minutes} minutes`);
    await zoho.crm.control('notifications', { longest_life_ms: 7 * 86_400_000 });
  });

  for (const all_failed_status of [202, 400])
    it(`closes one, and one that is not there, told by ${all_failed_status}`, async () => {
      await zoho.crm.control('settings', { all_failed_status });
      const { channelId } = await channels.open(zoho.session, channel);
      await channels.close(zoho.session, { ...channel, channelId });
      assert.deepEqual(await alive(), []);
      await channels.close(zoho.session, { ...channel, channelId });
    });

  it('lists what the account has', async () => {
    assert.deepEqual(await channels.list?.(zoho.session), []);
    const { channelId } = await channels.open(zoho.session, channel);
    assert.deepEqual(await channels.list?.(zoho.session), [{ channelId, url: channel.url }]);
  });

  for (const all_failed_status of [400, 202])
    it(`says which part of a channel is refused, told by ${all_failed_status}`, async () => {
      await zoho.crm.control('settings', { all_failed_status });
      const opening = channels.open(zoho.session, { ...channel, url: 'https://elsewhere.example/x' });
      await assert.rejects(opening, (error: unknown) => {
        assert.ok(error instanceof CrmError);
        assert.deepEqual([error.kind, error.field], ['validation', 'notify_url']);
        return true;
      });
    });

  it('says when the person may not', async () => {
    await zoho.crm.control('faults', { kind: 'deny_scope', scope: 'ZohoCRM.notifications.ALL', times: 1 });
    const opening = channels.open(zoho.session, channel);
    await assert.rejects(
      opening,
      (error: unknown) => error instanceof CrmError && error.kind === 'permission',
    );
    await zoho.crm.control('faults', { kind: 'clear' });
  });
});
