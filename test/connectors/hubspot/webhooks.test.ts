import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { readEvents } from '../../../service/connectors/hubspot/webhook-events.js';
import { verify } from '../../../service/connectors/hubspot/webhooks.js';
import type { WebhookRequest } from '../../../service/connectors/webhooks.js';

const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const NOW = new Date('2026-11-28T12:00:00Z');
const URL_CALLED = 'https://connect.example/crm/webhooks/hubspot';
const BODY = `[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]`;

interface Sending {
  method?: string;
  /** As it is signed. */
  url?: string;
  /** As it is called, where that differs. */
  calledUrl?: string;
  body?: string | Buffer;
  secret?: string;
  at?: number | string;
}

/** A request as HubSpot signs it. */
function signed(sending: Sending = {}): WebhookRequest {
  const { method = 'POST', url = URL_CALLED, body = BODY, secret = SECRET, at = NOW.getTime() } = sending;
  const signature = createHmac('sha256', secret)
    .update(method + url)
    .update(body)
    .update(String(at))
    .digest('base64');
  return {
    method,
    url: sending.calledUrl ?? url,
    headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(at) },
    body: Buffer.from(body),
    receivedAt: NOW,
    token: null,
  };
}

const old = (version: string, signature: string, more: Partial<WebhookRequest> = {}): WebhookRequest => ({
  ...{ method: 'POST', url: URL_CALLED, body: Buffer.from(BODY), receivedAt: NOW, token: null },
  headers: { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': version },
  ...more,
});

describe('the signature of HubSpot’s webhooks', () => {
  it('is accepted when it is the third version over method, address, bytes and time', () => {
    assert.deepEqual(verify(signed(), [SECRET], false), { signedBy: 0 });
    assert.deepEqual(verify(signed({ body: '' }), [SECRET], false), { signedBy: 0 });
    assert.deepEqual(verify(signed({ body: Buffer.from([0xff, 0, 0x80]) }), [SECRET], false), {
      signedBy: 0,
    });
  });

  it('tells which of several secrets made it', () => {
    assert.deepEqual(verify(signed({ secret: 'b' }), ['a', 'b', 'c'], false), { signedBy: 1 });
    assert.deepEqual(verify(signed(), [], false), { refused: 'signature_wrong' });
  });

  it('is refused when any single byte of it is another', () => {
    const request = signed();
    const signature = request.headers['x-hubspot-signature-v3'] ?? '';
    for (let at = 0; at < signature.length; at += 1)
      for (const other of ['A', 'B', '/', '=']) {
        if (signature[at] === other) continue;
        const altered = signature.slice(0, at) + other + signature.slice(at + 1);
        const headers = { ...request.headers, 'x-hubspot-signature-v3': altered };
        assert.deepEqual(verify({ ...request, headers }, [SECRET], true), { refused: 'signature_wrong' });
      }
    for (const altered of [signature.slice(0, -1), `${signature}=`, '', 'é'])
      assert.deepEqual(
        verify(
          { ...request, headers: { ...request.headers, 'x-hubspot-signature-v3': altered } },
          [SECRET],
          true,
        ),
        { refused: 'signature_wrong' },
      );
  });

  it('is refused when any single byte of the body is another', () => {
    const request = signed();
    for (let at = 0; at < request.body.length; at += 1) {
      const body = Buffer.from(request.body);
      body[at] = (body[at] ?? 0) ^ 1;
      assert.deepEqual(verify({ ...request, body }, [SECRET], false), { refused: 'signature_wrong' });
    }
  });

  it('is refused with another method, address or time than was signed', () => {
    const request = signed();
    for (const other of [
      { method: 'PUT' },
      { url: 'http://connect.example/crm/webhooks/hubspot' },
      { url: `${URL_CALLED}?a=1` },
      { headers: { ...request.headers, 'x-hubspot-request-timestamp': String(NOW.getTime() + 1) } },
    ])
      assert.deepEqual(verify({ ...request, ...other }, [SECRET], false), { refused: 'signature_wrong' });
  });

  it('holds for five minutes before and after our time', () => {
    for (const [offsetMs, isTaken] of [
      [-300_000, true],
      [300_000, true],
      [-300_001, false],
      [300_001, false],
    ] as const)
      assert.deepEqual(
        verify(signed({ at: NOW.getTime() + offsetMs }), [SECRET], false),
        isTaken ? { signedBy: 0 } : { refused: 'time_out_of_window' },
      );
  });

  it('needs a time that is one', () => {
    for (const at of ['', '-1', '1e13', '0x10', `${NOW.getTime()}.5`, ' 1'])
      assert.deepEqual(verify(signed({ at }), [SECRET], false), { refused: 'time_missing' });
    const { 'x-hubspot-request-timestamp': _, ...headers } = signed().headers;
    assert.deepEqual(verify({ ...signed(), headers }, [SECRET], false), { refused: 'time_missing' });
  });

  it('is made over the address with twelve escapes undone, and no others', () => {
    const calledUrl = `${URL_CALLED}?u=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B%3a&keep=%20%26%3D%25%C3%A8`;
    const url = `${URL_CALLED}?u=:/?@!$'()*,;:&keep=%20%26%3D%25%C3%A8`;
    assert.deepEqual(verify(signed({ url, calledUrl }), [SECRET], false), { signedBy: 0 });
    assert.deepEqual(verify(signed({ url: calledUrl }), [SECRET], false), { refused: 'signature_wrong' });
    const wrong = signed({ url: decodeURIComponent(calledUrl), calledUrl });
    assert.deepEqual(verify(wrong, [SECRET], false), { refused: 'signature_wrong' });
  });

  it('of the first and second version is refused, and taken where that is switched on', () => {
    const v1 = old('v1', '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de');
    const [get, post] = [
      old('v2', 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e', {
        ...{ method: 'GET', url: 'https://www.example.com/webhook_uri', body: Buffer.alloc(0) },
      }),
      old('v2', '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900', {
        ...{
          url: 'https://www.example.com/webhook_uri',
          body: Buffer.from('{"example_field":"example_value"}'),
        },
      }),
    ];
    for (const request of [v1, get, post]) {
      assert.deepEqual(verify(request, [SECRET], false), { refused: 'signature_outdated' });
      assert.deepEqual(verify(request, [SECRET], true), { signedBy: 0 });
      const altered = { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) };
      assert.deepEqual(verify(altered, [SECRET], true), { refused: 'signature_wrong' });
    }
  });

  it('of the first version does not make up for a wrong one of the third', () => {
    const request = signed({ secret: 'another' });
    const v1 = createHash('sha256').update(SECRET).update(request.body).digest('hex');
    const headers = { ...request.headers, 'x-hubspot-signature': v1, 'x-hubspot-signature-version': 'v1' };
    assert.deepEqual(verify({ ...request, headers }, [SECRET], true), { refused: 'signature_wrong' });
  });

  it('has to be there', () => {
    assert.deepEqual(verify({ ...signed(), headers: {} }, [SECRET], true), { refused: 'signature_missing' });
  });
});

describe('what HubSpot’s webhooks tell', () => {
  const read = (...events: object[]) =>
    readEvents({ body: Buffer.from(JSON.stringify(events)), headers: {}, receivedAt: NOW });
  const base = { eventId: 7, portalId: 62515, occurredAt: 1564113600000, objectId: 123, attemptNumber: 0 };

  it('are the records of each account, with what happened to them', () => {
    const events = read(
      { ...base, subscriptionType: 'contact.propertyChange', propertyName: 'email' },
      { ...base, portalId: 9, eventType: 'company.deletion' },
      { ...base, subscriptionType: 'object.restore', objectTypeId: '0-3' },
      { ...base, subscriptionType: 'contact.privacyDeletion' },
      { ...base, subscriptionType: 'ticket.creation' },
      { ...base, subscriptionType: 'object.creation', objectTypeId: '0-46' },
    );
    assert.deepEqual(
      events.map(({ accountId, object, remoteId, kind, fields }) => [
        accountId,
        object,
        remoteId,
        kind,
        fields,
      ]),
      [
        ['62515', 'contact', '123', 'updated', ['email']],
        ['9', 'company', '123', 'deleted', []],
        ['62515', 'deal', '123', 'restored', []],
        ['62515', 'contact', '123', 'deleted', []],
        ['62515', null, '123', 'created', []],
        ['62515', null, '123', 'created', []],
      ],
    );
    assert.equal(new Set(events.map(({ key }) => key)).size, events.length);
  });

  it('has the same key when it is delivered again, and another when anything else differs', () => {
    const event = { ...base, subscriptionType: 'contact.propertyChange', propertyName: 'email' };
    const [key] = read(event).map((one) => one.key);
    assert.equal(read({ ...event, attemptNumber: 3 })[0]?.key, key);
    for (const other of [
      { eventId: 8 },
      { portalId: 1 },
      { occurredAt: 1 },
      { objectId: 1 },
      { propertyName: 'city' },
      { subscriptionType: 'contact.creation' },
    ])
      assert.notEqual(read({ ...event, ...other })[0]?.key, key);
  });

  it('names every record of a merge', () => {
    const [event] = read({
      ...{ ...base, objectId: 1, subscriptionType: 'contact.merge' },
      ...{ primaryObjectId: 1, mergedObjectIds: [2, 3], newObjectId: 4 },
    });
    assert.deepEqual([event?.remoteId, event?.alsoIds, event?.kind], ['1', ['4', '2', '3'], 'merged']);
  });

  it('names of a link the record that refers to the other, from whichever end it is told', () => {
    const link = (associationType: string) => {
      const [event] = read({
        ...{ ...base, objectId: undefined, subscriptionType: 'contact.associationChange' },
        ...{ associationType, fromObjectId: 1, toObjectId: 2, associationRemoved: false },
      });
      return [event?.object, event?.remoteId, event?.kind];
    };
    assert.deepEqual(link('CONTACT_TO_COMPANY'), ['contact', '1', 'linked']);
    assert.deepEqual(link('COMPANY_TO_CONTACT'), ['contact', '2', 'linked']);
    assert.deepEqual(link('CONTACT_TO_DEAL'), ['deal', '2', 'linked']);
    assert.deepEqual(link('CONTACT_TO_TICKET'), [null, '1', 'linked']);
  });

  it('is an error when it is no list of events', () => {
    for (const text of ['', 'no json', '[1]', 'null'])
      assert.throws(() => readEvents({ body: Buffer.from(text), headers: {}, receivedAt: NOW }));
  });
});
