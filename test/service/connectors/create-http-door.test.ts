import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import { createHttpDoor } from '../../../service/connectors/create-http-door.js';
import { ANSWER_LIMIT_BYTES, closeHttpDoors } from '../../../service/connectors/http-agent.js';
import { freePort } from '../../support/free-port.js';
import { answerJson, doorOptions, type LoopbackCrm, startCrm } from './loopback-crm.js';

const crms: LoopbackCrm[] = [];
async function start(...args: Parameters<typeof startCrm>): Promise<LoopbackCrm> {
  const crm = await startCrm(...args);
  crms.push(crm);
  return crm;
}

function isCrmError(kind: string, outcomeUnknown: boolean) {
  return (error: unknown) => {
    assert.ok(error instanceof CrmError, String(error));
    assert.equal(error.kind, kind);
    assert.equal(error.outcomeUnknown, outcomeUnknown);
    return true;
  };
}

afterEach(async () => {
  for (const crm of crms.splice(0)) await crm.close();
});
after(closeHttpDoors);

describe('a request through the door', () => {
  it('carries the token, the query and JSON both ways', async () => {
    const crm = await start((response) => answerJson(response, 200, { fine: true }));
    const { options } = doorOptions(`${crm.url}/base`);
    const answer = await createHttpDoor(options).request({
      method: 'POST',
      path: '/things',
      query: { limit: 5, archived: false, after: undefined },
      body: { name: 'Anna' },
    });
    assert.deepEqual(answer.body, { fine: true });
    const [asked] = crm.asked;
    assert.equal(asked?.url, '/base/things?limit=5&archived=false');
    assert.equal(asked?.headers.authorization, 'Bearer token-1-secret');
    assert.equal(asked?.headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(asked?.body ?? ''), { name: 'Anna' });
  });

  it('answers text as text and nothing as null', async () => {
    const crm = await start((response, number) => {
      response.writeHead(number === 1 ? 200 : 204);
      response.end(number === 1 ? 'plain words' : undefined);
    });
    const door = createHttpDoor(doorOptions(crm.url).options);
    assert.equal((await door.request({ method: 'GET', path: '/' })).body, 'plain words');
    assert.equal((await door.request({ method: 'GET', path: '/' })).body, null);
  });

  it('sends a form without the token', async () => {
    const crm = await start((response) => answerJson(response, 200, {}));
    const door = createHttpDoor(doorOptions(crm.url).options);
    await door.request({ method: 'POST', path: '/token', form: { grant_type: 'refresh token' } });
    assert.equal(crm.asked[0]?.headers.authorization, undefined);
    assert.equal(crm.asked[0]?.body, 'grant_type=refresh+token');
  });
});

describe('the host check', () => {
  it('never sends the token to another host, port or scheme', async () => {
    const crm = await start((response) => answerJson(response, 200, {}));
    const other = await start((response) => answerJson(response, 200, {}));
    const door = createHttpDoor(doorOptions(crm.url).options);
    const port = new URL(crm.url).port;
    for (const path of [
      `${other.url}/x`,
      `https://127.0.0.1:${port}/x`,
      `http://127.0.0.1:${port}@${new URL(other.url).host}/x`,
      `${crm.url}.evil.example/x`,
      '.evil.example/x',
      '@evil.example/x',
    ])
      await assert.rejects(door.request({ method: 'GET', path }), isCrmError('other', false), path);
    assert.equal(other.asked.length + crm.asked.length, 0);
  });

  it('takes an absolute URL on an allowed origin', async () => {
    const crm = await start((response) => answerJson(response, 200, {}));
    const files = await start((response) => answerJson(response, 200, {}));
    const door = createHttpDoor({ ...doorOptions(crm.url).options, allowedHosts: [files.url] });
    await door.request({ method: 'GET', path: `${files.url}/file?page=2` });
    assert.equal(files.asked[0]?.url, '/file?page=2');
  });

  it('does not follow a redirect', async () => {
    const other = await start((response) => answerJson(response, 200, {}));
    const crm = await start((response) => {
      response.writeHead(302, { location: `${other.url}/stolen` });
      response.end();
    });
    const door = createHttpDoor(doorOptions(crm.url).options);
    await assert.rejects(door.request({ method: 'GET', path: '/' }), isCrmError('other', false));
    assert.equal(other.asked.length, 0);
  });
});

describe('an expired token', () => {
  it('is renewed once and the request repeated, a write too', async () => {
    const crm = await start((response, number) => answerJson(response, number === 1 ? 401 : 200, { number }));
    const { options, credentials } = doorOptions(crm.url);
    const answer = await createHttpDoor(options).request({
      method: 'POST',
      path: '/',
      body: {},
      writes: true,
    });
    assert.deepEqual(answer.body, { number: 2 });
    assert.equal(credentials.renewals, 1);
    assert.equal(crm.asked[1]?.headers.authorization, 'Bearer token-2-secret');
  });

  it('is not renewed again when the new token is refused as well', async () => {
    const crm = await start((response) => answerJson(response, 401, {}));
    const { options, credentials } = doorOptions(crm.url);
    const request = createHttpDoor(options).request({ method: 'GET', path: '/' });
    await assert.rejects(request, isCrmError('authentication', false));
    assert.equal(credentials.renewals, 1);
    assert.equal(crm.asked.length, 2);
  });
});

describe('a read that fails', () => {
  it('is tried three times in all when the CRM is down', async () => {
    const crm = await start((response) => answerJson(response, 503, {}));
    const { options, reports } = doorOptions(crm.url);
    const request = createHttpDoor(options).request({ method: 'GET', path: '/' });
    await assert.rejects(request, isCrmError('unavailable', false));
    assert.deepEqual(
      reports.map(({ status, kind }) => [status, kind]),
      [
        [503, 'unavailable'],
        [503, 'unavailable'],
        [503, 'unavailable'],
      ],
    );
  });

  it('is repeated after a broken connection and a short rate limit', async () => {
    const crm = await start((response, number) => {
      if (number === 1) response.destroy();
      else if (number === 2) answerJson(response, 429, {}, { 'retry-after': '0' });
      else answerJson(response, 200, { number });
    });
    const { options } = doorOptions(crm.url);
    const answer = await createHttpDoor(options).request({ method: 'POST', path: '/search', body: {} });
    assert.deepEqual(answer.body, { number: 3 });
  });

  it('is left to the caller when the CRM asks for a long wait', async () => {
    const crm = await start((response) => answerJson(response, 429, {}, { 'retry-after': '11' }));
    const request = createHttpDoor(doorOptions(crm.url).options).request({ method: 'GET', path: '/' });
    await assert.rejects(request, (error) => error instanceof CrmError && error.retryAfterMs === 11_000);
    assert.equal(crm.asked.length, 1);
  });

  it('is not repeated when the CRM refuses it', async () => {
    const crm = await start((response) => answerJson(response, 422, {}));
    const request = createHttpDoor(doorOptions(crm.url).options).request({ method: 'GET', path: '/' });
    await assert.rejects(request, isCrmError('validation', false));
    assert.equal(crm.asked.length, 1);
  });

  it('ends with the reason of the signal, waiting or under way', async () => {
    const crm = await start(() => {});
    const controller = new AbortController();
    const reason = new Error('no longer needed');
    const door = createHttpDoor(doorOptions(crm.url).options);
    const request = door.request({ method: 'GET', path: '/', signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(request, (error) => error === reason);
  });
});

describe('a write that fails', () => {
  const write = { method: 'POST', path: '/', body: {}, writes: true } as const;

  it('is never repeated and its outcome unknown when the connection breaks after it was sent', async () => {
    const crm = await start((response) => response.destroy());
    await assert.rejects(
      createHttpDoor(doorOptions(crm.url).options).request(write),
      isCrmError('unavailable', true),
    );
    assert.equal(crm.asked.length, 1);
  });

  it('has an unknown outcome when no answer comes in time', async () => {
    const crm = await start(() => {});
    const request = createHttpDoor(doorOptions(crm.url).options).request({ ...write, timeoutMs: 50 });
    await assert.rejects(request, isCrmError('unavailable', true));
  });

  it('has an unknown outcome when the answer is cut short', async () => {
    const crm = await start((response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"id":');
      setImmediate(() => response.destroy());
    });
    await assert.rejects(
      createHttpDoor(doorOptions(crm.url).options).request(write),
      isCrmError('unavailable', true),
    );
  });

  for (const [status, isUnknown] of [
    [502, true],
    [504, true],
    [500, true],
    [503, false],
    [429, false],
    [422, false],
  ] as const)
    it(`has ${isUnknown ? 'an unknown' : 'a known'} outcome after ${status}`, async () => {
      const crm = await start((response) => answerJson(response, status, {}));
      await assert.rejects(createHttpDoor(doorOptions(crm.url).options).request(write), (error) => {
        assert.ok(error instanceof CrmError);
        assert.equal(error.outcomeUnknown, isUnknown);
        assert.equal(error.status, status);
        return true;
      });
      assert.equal(crm.asked.length, 1);
    });

  it('has a known outcome when nobody listens', async () => {
    const door = createHttpDoor(doorOptions(`http://127.0.0.1:${await freePort()}`).options);
    await assert.rejects(door.request(write), isCrmError('unavailable', false));
  });
});

describe('what the door lets out', () => {
  it('reads no more than 20 MB of an answer', async () => {
    const crm = await start((response) => {
      response.writeHead(200);
      response.end(Buffer.alloc(ANSWER_LIMIT_BYTES + 1, 32));
    });
    const request = createHttpDoor(doorOptions(crm.url).options).request({ method: 'GET', path: '/' });
    await assert.rejects(request, isCrmError('other', false));
  });

  it('keeps tokens, bodies and query values out of logs and errors', async () => {
    const crm = await start((response) =>
      answerJson(response, 422, { message: 'token token-1-secret may not do that' }),
    );
    const { options, lines } = doorOptions(crm.url);
    const request = createHttpDoor(options).request({
      method: 'POST',
      path: '/contacts',
      query: { email: 'anna@example.com' },
      body: { note: 'private words' },
    });
    await assert.rejects(request, (error) => {
      assert.ok(error instanceof CrmError);
      const told = `${error.message}${error.stack}${JSON.stringify(error)}${lines.join('')}`;
      assert.doesNotMatch(told, /token-1-secret|private words|anna@/);
      assert.match(told, /\/contacts/);
      return true;
    });
  });

  it('reports each request for the metrics', async () => {
    const crm = await start((response) => answerJson(response, 200, {}));
    const { options, reports } = doorOptions(crm.url);
    await createHttpDoor(options).request({ method: 'GET', path: '/' });
    const [report] = reports;
    assert.deepEqual(
      { ...report, ms: 0 },
      { provider: 'test', method: 'GET', status: 200, kind: null, ms: 0 },
    );
    assert.ok((report?.ms ?? -1) >= 0);
  });
});
