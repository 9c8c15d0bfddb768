import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { CLIENT, HubspotBench, type Json, PORTAL, until } from './hubspot-client.js';

interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  events: Json[];
}

let bench: HubspotBench;
let server: Server;
let target: string;
let received: Received[] = [];
let answers: number[] = [];

before(async () => {
  bench = await HubspotBench.connected();
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    received.push({ headers: request.headers, text, events: JSON.parse(text) });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/crm/webhooks/hubspot`;
});
after(async () => {
  await bench.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  received = [];
  answers = [];
  const settings = { target_url: target, batch_delay_ms: 20, retry_delays_ms: [10, 10], duplicate: false };
  const off = { subscriptions: null, out_of_order: false, bad_signature: false, delay_ms: 0 };
  await bench.control('POST', 'webhooks', { ...settings, ...off });
});

const allEvents = (): Json[] => received.flatMap((each) => each.events);

test('a change is delivered signed with v1 and v3 over the exact bytes', async () => {
  await bench.objects('POST', 'contacts', { properties: { email: 'hook@x.example' } });
  await until(() => received.length > 0, 'a delivery');
  const [{ headers, text, events }] = received as [Received];
  const v1 = createHash('sha256')
    .update(CLIENT.client_secret + text)
    .digest('hex');
  assert.equal(headers['x-hubspot-signature'], v1);
  const timestamp = headers['x-hubspot-request-timestamp'];
  const v3 = createHmac('sha256', CLIENT.client_secret)
    .update(`POST${target}${text}${timestamp}`)
    .digest('base64');
  assert.equal(headers['x-hubspot-signature-v3'], v3);
  const [event] = events;
  assert.equal(event.subscriptionType, 'contact.creation');
  assert.deepEqual([event.portalId, event.attemptNumber, event.changeFlag], [PORTAL, 0, 'NEW']);
});

test('one batch may mix accounts, and accounts that are not connected send nothing', async () => {
  const change = (portal: number) =>
    bench.control('POST', 'records', {
      portal,
      object: 'companies',
      records: [{ properties: { name: 'M' } }],
    });
  await change(146_700_002);
  await change(PORTAL);
  await until(() => allEvents().length === 1, 'one event');
  const other = await bench.exchange(await bench.code({ portal_id: '146700002' }));
  assert.equal(other.status, 200);
  received = [];
  await Promise.all([change(146_700_002), change(PORTAL)]);
  await until(() => allEvents().length === 2, 'two events');
  assert.deepEqual(
    allEvents()
      .map((event) => event.portalId)
      .sort(),
    [PORTAL, 146_700_002],
  );
});

test('a failed delivery comes again with a higher attempt number', async () => {
  answers = [500, 503];
  await bench.objects('POST', 'companies', { properties: { name: 'Retry' } });
  await until(() => received.length === 3, 'three attempts');
  assert.deepEqual(
    allEvents().map((event) => event.attemptNumber),
    [0, 1, 2],
  );
  assert.equal(new Set(allEvents().map((event) => event.eventId)).size, 1);
});

test('duplicates and disorder can be switched on', async () => {
  await bench.control('POST', 'webhooks', {
    duplicate: true,
    out_of_order: true,
    subscriptions: ['company.creation'],
  });
  const inputs = ['a', 'b'].map((name) => ({ properties: { name } }));
  const { body } = await bench.objects('POST', 'companies/batch/create', { inputs });
  await until(() => received.length === 2, 'two deliveries');
  const ids = body.results.map((each: Json) => Number(each.id)).reverse();
  for (const { events } of received)
    assert.deepEqual(
      events.map((event) => event.objectId),
      ids,
    );
});

test('bad signatures, delays and storms can be switched on', async () => {
  await bench.control('POST', 'webhooks', { bad_signature: true, delay_ms: 10 });
  await bench.objects('POST', 'companies', { properties: { name: 'Spoilt' } });
  await until(() => received.length === 1, 'a delivery');
  const [{ headers, text }] = received as [Received];
  const right = createHmac('sha256', CLIENT.client_secret)
    .update(`POST${target}${text}${headers['x-hubspot-request-timestamp']}`)
    .digest('base64');
  const given = String(headers['x-hubspot-signature-v3']);
  assert.notEqual(given, right);
  assert.equal(given.slice(1), right.slice(1));
  received = [];
  await bench.control('POST', 'webhooks', { bad_signature: false, delay_ms: 0 });
  await bench.control('POST', 'webhooks/storm', { count: 250 });
  await until(() => allEvents().length === 250, 'every event');
  assert.equal(received.length, 3);
  await assert.rejects(bench.control('POST', 'webhooks/storm', { count: 0 }), /count/);
});

test('updates, merges, deletions and links are told in the vendor’s words', async () => {
  const create = async (email: string): Promise<string> =>
    (await bench.objects('POST', 'contacts', { properties: { email } })).body.id;
  const [a, b] = [await create('wa@x.example'), await create('wb@x.example')];
  const [company] = (await bench.control('GET', 'records?object=companies&limit=1')).results;
  await bench.objects('PATCH', `contacts/${a}`, { properties: { city: 'Asti' } });
  await bench.objects('PUT', `contacts/${a}/associations/default/companies/${company.id}`);
  await bench.objects('POST', 'contacts/merge', { primaryObjectId: a, objectIdToMerge: b });
  await bench.objects('DELETE', `contacts/${a}`);
  await bench.objects('POST', 'calls', { properties: { hs_timestamp: '1' } });
  const find = (type: string): Json => allEvents().find((event) => event.subscriptionType === type);
  const of = ['propertyChange', 'associationChange', 'merge', 'deletion'].map((kind) => `contact.${kind}`);
  // Batches are sent beside each other.
  await until(() => [...of, 'object.creation'].every(find), 'every event');
  assert.deepEqual(
    [find('contact.propertyChange').propertyName, find('contact.propertyChange').propertyValue],
    ['city', 'Asti'],
  );
  assert.equal(find('contact.associationChange').associationType, 'CONTACT_TO_COMPANY');
  assert.deepEqual(find('contact.merge').mergedObjectIds, [Number(b)]);
  assert.equal(find('contact.deletion').objectId, Number(a));
  assert.equal(find('object.creation').objectTypeId, '0-48');
});

test('given events can be delivered as they are', async () => {
  const event = { eventId: 1, portalId: 999, subscriptionType: 'contact.creation', objectId: 5 };
  await bench.control('POST', 'webhooks/send', { events: [event] });
  await until(() => received.length === 1, 'a delivery');
  assert.deepEqual(allEvents(), [{ ...event, attemptNumber: 0 }]);
  await assert.rejects(
    bench.control('POST', 'webhooks', { target_url: 'https://elsewhere.example/' }),
    /target_url/,
  );
});
