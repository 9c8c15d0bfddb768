import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  classify,
  existingId,
  isNoSuchRecord,
  kindOfRow,
  toWriteFault,
} from '../../../service/connectors/zoho/classify.js';
import { readLimit } from '../../../service/connectors/zoho/pace.js';

const answer = (status: number, code: string, headers: Record<string, string> = {}, message = 'refused') =>
  classify({ status, headers, body: { code, details: {}, message, status: 'error' } });

describe('what Zoho refuses', () => {
  it('is sorted by its code where the status says less', () => {
    assert.equal(answer(401, 'INVALID_TOKEN').kind, 'authentication');
    assert.equal(answer(401, 'OAUTH_SCOPE_MISMATCH').kind, 'permission');
    assert.equal(answer(403, 'NO_PERMISSION').kind, 'permission');
    assert.equal(answer(400, 'INVALID_QUERY').kind, 'validation');
    assert.equal(answer(400, 'DUPLICATE_DATA').kind, 'conflict');
    assert.equal(answer(404, 'INVALID_URL_PATTERN').kind, 'not_found');
    assert.equal(answer(412, 'RECORD_MODIFIED').kind, 'conflict');
    assert.equal(answer(500, 'INTERNAL_ERROR').kind, 'unavailable');
    assert.equal(classify({ status: 502, headers: {}, body: '<html>' }).kind, 'unavailable');
  });

  it('waits a moment for room, an hour for credits, and as long as it is told', () => {
    const crowded = answer(429, 'TOO_MANY_REQUESTS').retryAfterMs ?? 0;
    assert.ok(crowded >= 1_000 && crowded <= 2_000);
    assert.equal(
      answer(429, 'TOO_MANY_REQUESTS', { 'x-api-credits-remaining': '0' }).retryAfterMs,
      3_600_000,
    );
    assert.equal(answer(429, 'TOO_MANY_REQUESTS', { 'retry-after': '7' }).retryAfterMs, 7_000);
  });

  it('blames the field that the record has, not the id inside a lookup', () => {
    const lookup = {
      code: 'INVALID_DATA',
      details: { api_name: 'id', json_path: '$.data[0].Who_Id.id' },
      message: 'the id given seems to be invalid',
    };
    assert.equal(kindOfRow(lookup), 'validation');
    assert.deepEqual(toWriteFault(lookup, { Who_Id: { id: '1' } }), {
      code: 'invalid_value',
      message: 'the id given seems to be invalid',
      field: 'Who_Id',
      value: '{"id":"1"}',
      vendorCode: 'INVALID_DATA',
    });
    assert.equal(kindOfRow({ ...lookup, details: { json_path: '$.data[3].id' } }), 'not_found');
  });

  it('names what was expected of a value', () => {
    const row = {
      code: 'INVALID_DATA',
      details: { api_name: 'Phone', maximum_length: 30 },
      message: 'invalid data',
    };
    assert.equal(toWriteFault(row, {}).message, 'invalid data (at most 30 characters)');
    assert.equal(
      toWriteFault({ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Last_Name' } }, {}).code,
      'required_missing',
    );
  });

  it('may name the record that has a value already', () => {
    assert.equal(existingId({ details: { id: '7' } }), '7');
    assert.equal(existingId({ details: { duplicate_record: { id: '8' } } }), '8');
    assert.equal(existingId({ details: { api_name: 'Email' } }), null);
  });

  it('takes only a refused id for a record that is not there', () => {
    const refusal = (status: number, details: object, message: string) =>
      classify({ status, headers: {}, body: { code: 'INVALID_DATA', details, message } });
    assert.equal(isNoSuchRecord(refusal(404, {}, 'the id given seems to be invalid')), true);
    assert.equal(isNoSuchRecord(refusal(400, { api_name: 'id' }, 'invalid data')), true);
    assert.equal(isNoSuchRecord(refusal(400, { api_name: 'fields' }, 'invalid data')), false);
    assert.equal(isNoSuchRecord(answer(404, 'INVALID_URL_PATTERN')), false);
  });
});

describe('Zoho’s credits', () => {
  it('slow us down when few are left, and no longer than that', () => {
    const few = readLimit({ 'x-api-credits-remaining': '1500' });
    assert.ok(few.requests / few.perMs < 1 / 1_000);
    assert.equal(readLimit({ 'x-api-credits-remaining': '20000' }).requests, 10);
    assert.deepEqual(readLimit({}), { requests: 10, perMs: 1_000, remaining: 1 });
    assert.equal(readLimit({ 'x-api-credits-remaining': '0' }).remaining, 0);
  });
});
