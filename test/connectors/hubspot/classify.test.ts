import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classify, existingId, toWriteFault } from '../../../service/connectors/hubspot/classify.js';

const refusal = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  classify({ status, headers, body });

describe('what HubSpot’s refusals mean', () => {
  for (const [status, kind] of [
    [400, 'validation'],
    [401, 'authentication'],
    [403, 'permission'],
    [404, 'not_found'],
    [409, 'conflict'],
    [414, 'other'],
    [423, 'unavailable'],
    [429, 'rate_limit'],
    [477, 'unavailable'],
    [500, 'unavailable'],
    [524, 'unavailable'],
    [302, 'other'],
  ] as const)
    it(`takes ${status} for ${kind}`, () => {
      assert.equal(refusal(status).kind, kind);
      assert.equal(refusal(status, '<html>gateway</html>').kind, kind);
    });

  it('waits as long as it is told, else by the limit that was reached', () => {
    assert.equal(refusal(429, {}, { 'retry-after': '3' }).retryAfterMs, 3_000);
    assert.equal(refusal(429, { policyName: 'TEN_SECONDLY_ROLLING' }).retryAfterMs, 10_000);
    assert.equal(refusal(429, { message: 'You have reached your secondly limit.' }).retryAfterMs, 1_000);
    assert.equal(refusal(429, { message: 'You have reached your daily limit.' }).retryAfterMs, 3_600_000);
    assert.equal(refusal(429, 'slow down').retryAfterMs, 10_000);
    assert.equal(refusal(423).retryAfterMs, 2_000);
    assert.equal(refusal(477, {}, { 'retry-after': '86400' }).retryAfterMs, 86_400_000);
    assert.equal(refusal(500).retryAfterMs, null);
  });

  it('takes a limit for a limit whatever its status', () => {
    assert.equal(refusal(400, { category: 'RATE_LIMITS' }).kind, 'rate_limit');
  });

  it('finds the property to blame where newer and older answers name it', () => {
    const newer = refusal(400, {
      message: 'Some required properties were not set.',
      category: 'VALIDATION_ERROR',
      errors: [
        {
          message: 'm',
          code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
          context: { propertyName: ['amount'] },
        },
      ],
    });
    assert.deepEqual([newer.field, newer.vendorCode], ['amount', 'MISSING_CONDITIONAL_REQUIRED_PROPERTY']);
    const rows = [
      {
        isValid: false,
        message: 'was not one of the allowed options',
        error: 'INVALID_OPTION',
        name: 'hs_x',
      },
    ];
    const older = refusal(400, { message: `Property values were not valid: ${JSON.stringify(rows)}` });
    assert.deepEqual([older.field, older.vendorCode], ['hs_x', 'INVALID_OPTION']);
    assert.equal(refusal(400, { message: 'Property "vat" does not exist' }).field, 'vat');
    assert.equal(refusal(400, { message: 'not valid: [{oops}]' }).field, null);
  });

  it('says why in a stable code, with the refused value', () => {
    const row = {
      category: 'VALIDATION_ERROR',
      message: 'Property "x" does not exist',
      errors: [{ code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['x'] } }],
    };
    assert.deepEqual(toWriteFault(row, { x: '1' }), {
      code: 'unknown_field',
      message: 'Property "x" does not exist',
      field: 'x',
      value: '1',
      vendorCode: 'PROPERTY_DOESNT_EXIST',
    });
    assert.equal(toWriteFault(refusal(409), {}).code, 'conflict');
    assert.equal(toWriteFault({ category: 'VALIDATION_ERROR' }, {}).code, 'invalid_value');
    assert.equal(toWriteFault({ category: 'NEWLY_INVENTED' }, {}).code, 'other');
  });

  it('reads the id of the contact that has the address', () => {
    const message = 'Contact already exists. Existing ID: 4711';
    assert.equal(existingId(refusal(409, { message })), '4711');
    assert.equal(existingId({ category: 'CONFLICT', message }), '4711');
    assert.equal(existingId(refusal(400, { message })), null);
    assert.equal(existingId(refusal(409, { message: 'Property exists' })), null);
  });
});
