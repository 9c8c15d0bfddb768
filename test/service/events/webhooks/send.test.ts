import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { after, before, beforeEach, test } from 'node:test';
import { ServiceError } from '../../../../service/errors.js';
import { createWebhookAgent } from '../../../../service/events/webhooks/agent.js';
import { checkUrl } from '../../../../service/events/webhooks/check-url.js';
import { LIFE_MS, waitAfter } from '../../../../service/events/webhooks/retry-plan.js';
import { sendWebhook } from '../../../../service/events/webhooks/send.js';
import { signedHeaders } from '../../../../service/events/webhooks/sign.js';
import { freePort } from '../../../support/free-port.js';
import {
  answerStatus,
  isSigned,
  neverAnswer,
  startReceiver,
  type WebhookReceiver,
} from '../../../support/webhook-receiver.js';

const open = createWebhookAgent(true);
const keys = [randomBytes(32), randomBytes(32)];
const secrets = keys.map((key) => `whsec_${key.toString('base64')}`);
const body = JSON.stringify({ type: 'webhook.test', data: { name: 'Perché no? 👍' } });
const message = () => ({ id: 'msg_1', at: new Date(), body });

let receiver: WebhookReceiver;
before(async () => {
  receiver = await startReceiver();
});
after(() => receiver.close());
beforeEach(() => {
  receiver.received = [];
  receiver.answer = answerStatus(204);
});

const send = (url = receiver.url, options: Partial<Parameters<typeof sendWebhook>[3]> = {}) =>
  sendWebhook(url, message(), keys, { agent: open, ...options });

test('a host that checks as Standard Webhooks say takes what we sign, with each of the secrets, and nothing altered', async () => {
  const attempt = await send();
  assert.deepEqual([attempt.status, attempt.error, attempt.answer], [204, null, null]);
  const [received] = receiver.received;
  assert.ok(received);
  assert.equal(received.body, body);
  for (const secret of secrets) assert.ok(isSigned(secret, received));
  assert.ok(!isSigned(`whsec_${randomBytes(32).toString('base64')}`, received));
  const last = received.headers['webhook-signature']?.replace(/^v1,.{44} /, '') ?? '';
  for (const altered of [
    { ...received, body: `${received.body} ` },
    { ...received, headers: { ...received.headers, 'webhook-id': 'msg_2' } },
    { ...received, headers: { ...received.headers, 'webhook-timestamp': '1700000000' } },
    { ...received, headers: { ...received.headers, 'webhook-signature': last.replace(/.(?=.$)/, '~') } },
  ])
    assert.ok(!isSigned(secrets[0] ?? '', altered));
});

test('signs as the specification of Standard Webhooks shows', () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  // The first is the specification's own example.
  for (const [id, at, text, signature] of [
    [
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_000,
      '{"test": 2432232314}',
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    ],
    [
      '0b0f2a52-9d5c-4a54-8f4a-6a2d3a1c2f10',
      1_795_860_902_113,
      '{"type":"record.changed","data":{"name":"Perché no? 👍"}}',
      'v1,8xo60Z26UC6JBcYlDyTcjN7eHjgwufJUDBc6HDSib50=',
    ],
  ] as const)
    assert.deepEqual(signedHeaders({ id, at: new Date(at), body: text }, [secret]), {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': signature,
    });
});

test('a status other than 2xx is a failure, told with the first bytes of the answer only', async () => {
  receiver.answer = answerStatus(500, {}, `why${'\0'}: ${'x'.repeat(5_000)}`);
  const attempt = await send();
  assert.deepEqual([attempt.status, attempt.error, attempt.answer?.length], [500, 'status', 999]);
  assert.match(attempt.answer ?? '', /^why: x+$/);
});

test('a redirect is not followed, wherever it leads', async () => {
  const inside = await startReceiver();
  receiver.answer = answerStatus(307, { location: inside.url });
  const attempt = await send();
  assert.deepEqual([attempt.status, attempt.error], [307, 'redirect_not_followed']);
  assert.deepEqual(inside.received, []);
  await inside.close();
});

test('an endpoint that never answers, or is not there, fails', async () => {
  receiver.answer = neverAnswer;
  const attempt = await send(receiver.url, { timeoutMs: 150 });
  assert.deepEqual([attempt.status, attempt.error], [null, 'timeout']);
  assert.equal((await send(`http://127.0.0.1:${await freePort()}/hooks`)).error, 'unreachable');
});

test('an answer without an end counts by its status, and is not read on', async () => {
  receiver.answer = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(700)), 5);
    response.on('close', () => clearInterval(timer));
  };
  const attempt = await send();
  assert.deepEqual([attempt.status, attempt.error, attempt.answer?.length], [200, null, 1_000]);
});

const answering =
  (...addresses: string[]) =>
  (_name: string, _options: object, answer: (error: null, found: LookupAddress[]) => void) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

test('nothing is sent into a private network, neither by address nor by a name that leads there', async () => {
  const { port } = new URL(receiver.url);
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '10.0.0.1', '169.254.169.254'])
    assert.equal(
      (await send(`http://${host}:${port}/`, { agent: createWebhookAgent(false) })).error,
      'address_not_allowed',
      host,
    );
  for (const addresses of [['127.0.0.1'], ['192.168.1.7'], ['93.184.215.14', '127.0.0.1'], ['fd00::1']]) {
    const agent = createWebhookAgent(false, { lookup: answering(...addresses) });
    const { error } = await send(`http://hooks.example:${port}/`, { agent });
    assert.equal(error, 'address_not_allowed', addresses.join());
  }
  assert.deepEqual(receiver.received, []);
});

test('an address that cannot be right is refused at once', () => {
  for (const url of [
    'http://hooks.example/crm',
    'https://user:word@hooks.example/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://2130706433/', // 127.0.0.1 in one number
    'https://[::1]/',
    'https://10.1.2.3:8443/',
  ])
    assert.throws(
      () => checkUrl(url, false),
      (error) => error instanceof ServiceError && error.code === 'host_not_allowed',
      url,
    );
  checkUrl('https://hooks.example/crm?app=1', false);
  checkUrl('http://127.0.0.1:4000/', true);
});

test('nine tries fill a day, and no more', () => {
  const waits: number[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const wait = waitAfter(attempt);
    if (wait === null) break;
    waits.push(wait);
  }
  const sum = waits.reduce((total, wait) => total + wait, 0);
  assert.equal(waits.length, 8);
  assert.ok(sum > LIFE_MS * 0.9 && sum < LIFE_MS, `${sum / 3_600_000} hours`);
  assert.deepEqual([...waits].sort((a, b) => a - b).slice(0, 6), waits.slice(0, 6), 'each wait is longer');
});
