import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'node:test';
import type { ConnectorSession, WriteInput } from '../../../service/connectors/connector.js';
import { createHttpDoor } from '../../../service/connectors/create-http-door.js';
import { closeHttpDoors } from '../../../service/connectors/http-agent.js';
import { hubspot } from '../../../service/connectors/hubspot/index.js';
import {
  answerJson,
  doorOptions,
  type LoopbackCrm,
  startCrm,
} from '../../service/connectors/loopback-crm.js';

/** Answers that HubSpot's pages allow and the sandbox does not give. */
describe('a batch answer of HubSpot', () => {
  let crm: LoopbackCrm;
  afterEach(() => crm.close());
  after(closeHttpDoors);

  function session(): ConnectorSession {
    const { options } = doorOptions(crm.url);
    const http = createHttpDoor({ ...options, classify: hubspot.classify });
    return {
      accountId: '1',
      metadata: { write_keys: { contacts: 'property' } },
      http,
      now: () => new Date(),
    };
  }

  const inputs: WriteInput[] = ['a', 'b', 'c'].map((key) => ({
    key,
    remoteId: null,
    values: { firstname: key },
    associations: [],
  }));
  const result = (key: string) => ({ id: `id-${key}`, properties: { connect_external_id: key }, new: true });
  const sentKeys = (body: string) =>
    (JSON.parse(body) as { inputs: { id: string }[] }).inputs.map((each) => each.id);

  it('is understood when its results stand in another order and name no trace', async () => {
    crm = await startCrm((response) => answerJson(response, 200, { results: ['c', 'a', 'b'].map(result) }));
    const results = await hubspot.write(session(), 'contact', inputs);
    assert.deepEqual(
      results.map((each) => each.ok && each.remoteId),
      ['id-a', 'id-b', 'id-c'],
    );
    assert.equal(crm.asked.length, 1);
  });

  it('leads to asking again, row by row, for those it does not account for', async () => {
    const error = {
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: 'Property values were not valid',
    };
    crm = await startCrm((response) => {
      const keys = sentKeys(crm.asked.at(-1)?.body ?? '');
      if (keys.length > 1)
        answerJson(response, 207, { results: [result('b')], numErrors: 2, errors: [error] });
      else if (keys[0] === 'a') answerJson(response, 400, error);
      else answerJson(response, 200, { results: [result('c')] });
    });
    const [a, b, c] = await hubspot.write(session(), 'contact', inputs);
    assert.ok(a && !a.ok && a.error.code === 'invalid_value');
    assert.ok(b?.ok && b.remoteId === 'id-b');
    assert.ok(c?.ok && c.remoteId === 'id-c');
    assert.deepEqual(
      crm.asked.map(({ body }) => sentKeys(body)),
      [['a', 'b', 'c'], ['a'], ['c']],
    );
  });

  it('says when it says nothing of a row', async () => {
    crm = await startCrm((response) => answerJson(response, 200, { results: [] }));
    const [only] = await hubspot.write(session(), 'contact', inputs.slice(0, 1));
    assert.ok(only && !only.ok && only.error.code === 'other');
  });

  it('waits when a row met a limit or a failure of HubSpot', async () => {
    const errors = [
      { category: 'RATE_LIMITS', message: 'slow down', context: { objectWriteTraceId: ['1'] } },
    ];
    crm = await startCrm((response) => answerJson(response, 207, { results: [result('a')], errors }));
    await assert.rejects(hubspot.write(session(), 'contact', inputs), { kind: 'rate_limit' });
  });

  const record = (id: string, merged = '') => ({ id, properties: { hs_merged_object_ids: merged } });
  const NOT_FOUND = 'OBJECT_NOT_FOUND';
  /** A HubSpot that answers a batch read so, and single records that it has. */
  const reading = async (status: number, batch: object, single: Record<string, object> = {}) => {
    crm = await startCrm((response, _, { method, url = '' }) => {
      const id = /contacts\/(\d+)/.exec(url)?.[1];
      if (url.includes('/associations/')) answerJson(response, 200, { results: [] });
      else if (method === 'POST') answerJson(response, status, batch);
      else if (id && single[id]) answerJson(response, 200, single[id]);
      else answerJson(response, 404, { status: 'error', category: NOT_FOUND, message: 'not found' });
    });
    const records = await hubspot.readMany(session(), 'contact', ['1', '2', '3'], ['email']);
    const singly = crm.asked.flatMap(({ url }) => /contacts\/(\d+)\?/.exec(url)?.[1] ?? []);
    return { found: records.map(({ remoteId, mergedIds }) => [remoteId, mergedIds]), singly };
  };

  it('that names what it did not find is believed', async () => {
    const errors = [{ status: 'error', category: NOT_FOUND, context: { ids: ['2', '3'] } }];
    const { found, singly } = await reading(207, { results: [record('1')], errors });
    assert.deepEqual([found, singly], [[['1', []]], []]);
  });

  it('that is silent about records is not: each is asked for by itself', async () => {
    const { found, singly } = await reading(200, { results: [] }, { 1: record('1'), 3: record('3') });
    assert.deepEqual(found, [
      ['1', []],
      ['3', []],
    ]);
    assert.deepEqual(singly, ['1', '2', '3']);
  });

  it('that shows a survivor without saying of what is asked again, and both ids lead to it', async () => {
    const { found } = await reading(200, { results: [record('9', '1')] }, { 2: record('9', '1') });
    assert.deepEqual(found, [['9', ['1', '2']]]);
  });

  it('without results is an error, whatever its status', async () => {
    await assert.rejects(reading(200, {}), { kind: 'other' });
    await crm.close();
    await assert.rejects(reading(200, { status: 'PENDING' }), { kind: 'other' });
  });

  it('of a list without results is an error too, of the deleted ones as well', async () => {
    crm = await startCrm((response) => answerJson(response, 200, {}));
    const first = (pages: AsyncGenerator<unknown>) => pages.next();
    await assert.rejects(first(hubspot.readAll(session(), 'contact', { cursor: null, fields: [] })), {
      kind: 'other',
    });
    await assert.rejects(first(hubspot.readDeleted(session(), 'contact', { cursor: null })), {
      kind: 'other',
    });
  });
});
