import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { allowAddresses } from '../../../../service/intake/webhooks/allow-addresses.js';
import { readNetwork } from '../../../../service/networks.js';

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;
const isAllowed = allowAddresses(['136.143.160.0/21', '165.173.128.7', '2001:db8::/32']);

for (const [peer, forwarded, allowed] of [
  ['136.143.167.255', undefined, true],
  ['136.143.168.0', undefined, false],
  ['165.173.128.7', undefined, true],
  ['::ffff:136.143.160.1', undefined, true],
  ['2001:db8::1', undefined, true],
  ['2001:db9::1', undefined, false],
  ['', undefined, false],
  ['10.0.0.5', '136.143.160.1', true],
  ['10.0.0.5', '136.143.160.1, 192.168.1.1', true],
  ['10.0.0.5', '136.143.160.1, 203.0.113.9', false],
  ['203.0.113.9', '136.143.160.1', false],
  ['10.0.0.5', 'rubbish', false],
  ['127.0.0.1', undefined, false],
] as const)
  test(`a sender at ${peer || 'no address'}${forwarded ? ` forwarded for ${forwarded}` : ''} is ${allowed ? 'allowed' : 'refused'}`, () =>
    assert.equal(isAllowed(from(peer, forwarded)), allowed));

test('a network is an address, with or without a length that fits it', () => {
  assert.deepEqual(readNetwork(' 10.0.0.0/8 '), { address: '10.0.0.0', prefix: 8 });
  assert.deepEqual(readNetwork('::1'), { address: '::1', prefix: 128 });
  for (const text of ['', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', 'host.example', '10.0.0'])
    assert.equal(readNetwork(text), null, text);
});
