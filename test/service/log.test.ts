import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { correlationId, createLog, withCorrelation } from '../../service/log.js';

function openLog() {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the log', () => {
  it('replaces the values of members that hold secrets', () => {
    const { log, lines } = openLog();
    const secret = 'never-to-be-seen';
    for (const name of [
      'access_token',
      'refreshToken',
      'client_secret',
      'authorization',
      'password',
      'api_key',
      'cookie',
      'code_verifier',
      'secret_key',
      'token',
      'key',
    ]) {
      log.info({ [name]: secret }, 'flat');
      log.info({ a: { [name]: secret } }, 'one deep');
      log.info({ a: { b: { [name]: secret } } }, 'two deep');
    }
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.ok(!line.includes(secret), line);
      assert.match(line, /\[redacted\]/);
    }
  });

  it('keeps of an error what explains it, and not what it carries', () => {
    const { log, last, lines } = openLog();
    const cause = Object.assign(new Error('connection refused'), { config: { body: 'never-to-be-seen' } });
    const error = Object.assign(new Error('the CRM does not answer', { cause }), {
      code: 'ECONNREFUSED',
      request: { headers: 'never-to-be-seen' },
      parameters: ['never-to-be-seen'],
    });
    log.error({ err: error }, 'failed');
    const err = last()['err'] as Record<string, unknown>;
    assert.match(String(err['message']), /^the CRM does not answer/);
    assert.equal(err['code'], 'ECONNREFUSED');
    assert.deepEqual(err['cause'], { message: 'connection refused' });
    assert.ok(!lines.join('').includes('never-to-be-seen'));
    log.error({ err: 'not an error' }, 'failed');
    assert.deepEqual(last()['err'], { message: 'not an error' });
  });

  it('puts the correlation id on every line of a request, also later ones', async () => {
    const { log, last } = openLog();
    await withCorrelation('request-1', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(correlationId(), 'request-1');
      log.info('inside');
    });
    assert.equal(last()['correlation_id'], 'request-1');
    log.info('outside');
    assert.equal(last()['correlation_id'], undefined);
    assert.notEqual(correlationId(), correlationId());
  });
});
