import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { after, before, describe, it } from 'node:test';
import { CrmError } from '../../../service/connectors/connector.js';
import { createHttpDoor } from '../../../service/connectors/create-http-door.js';
import { createGuardedAgent } from '../../../service/connectors/http-agent.js';
import { type GuardOptions, isPublicAddress } from '../../../service/net/guard-address.js';
import { answerJson, doorOptions, type LoopbackCrm, startCrm } from '../connectors/loopback-crm.js';

const INWARD = [
  ['loopback', '127.0.0.1'],
  ['another loopback', '127.8.9.10'],
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.1.2.3'],
  ['private', '172.31.255.1'],
  ['private', '192.168.1.1'],
  ['cloud metadata', '169.254.169.254'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['benchmarks', '198.18.0.1'],
  ['documentation', '203.0.113.7'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['IPv6 loopback', '::1'],
  ['IPv6 unspecified', '::'],
  ['IPv6 link-local', 'fe80::1'],
  ['IPv6 site-local', 'fec0::1'],
  ['IPv6 private', 'fd00:ec2::254'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped public', '::ffff:8.8.8.8'],
  ['IPv4-compatible', '::7f00:1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['NAT64 of one network', '64:ff9b:1::7f00:1'],
  ['6to4', '2002:7f00:1::'],
  ['Teredo', '2001::1'],
  ['IPv6 documentation', '2001:db8::1'],
  ['IPv6 multicast', 'ff02::1'],
  ['no address', 'localhost'],
] as const;

describe('the guard of hosts that customers name', () => {
  let crm: LoopbackCrm;
  before(async () => {
    crm = await startCrm((response) => answerJson(response, 200, { ok: true }));
  });
  after(() => crm.close());

  for (const [what, address] of INWARD)
    it(`counts ${address} (${what}) as not public`, () => assert.equal(isPublicAddress(address), false));

  for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700::6810:84e5', '2a00:1450:4002::2e'])
    it(`counts ${address} as public`, () => assert.equal(isPublicAddress(address), true));

  /** Asks the loopback CRM under a host name or address. */
  async function ask(host: string, guard: Partial<GuardOptions> = {}): Promise<unknown> {
    const agent = createGuardedAgent(guard);
    const apiUrl = `http://${host}:${new URL(crm.url).port}`;
    const door = createHttpDoor({ ...doorOptions(apiUrl).options, dispatcher: agent });
    try {
      return (await door.request({ method: 'POST', path: '/write', body: {}, writes: true })).body;
    } finally {
      await agent.close();
    }
  }
  const isRefused = (error: unknown) =>
    error instanceof CrmError && error.vendorCode === 'ADDRESS_REFUSED' && !error.outcomeUnknown;
  const answers =
    (...addresses: string[]): NonNullable<GuardOptions['lookup']> =>
    (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0'])
    it(`opens no connection to ${host}`, async () => {
      await assert.rejects(ask(host), isRefused);
      assert.equal(crm.asked.length, 0);
    });

  it('opens no connection to a name that leads inwards', async () => {
    await assert.rejects(ask('localhost'), isRefused);
    await assert.rejects(ask('crm.example', { lookup: answers('169.254.169.254') }), isRefused);
    assert.equal(crm.asked.length, 0);
  });

  it('opens no connection to a name of which one answer leads inwards', async () => {
    await assert.rejects(ask('crm.example', { lookup: answers('8.8.8.8', '127.0.0.1') }), isRefused);
    assert.equal(crm.asked.length, 0);
  });

  it('opens no connection to a name without an answer', async () => {
    await assert.rejects(ask('crm.example', { lookup: answers() }), isRefused);
  });

  it('connects to the very address it checked, however the name answers the next time', async () => {
    let looks = 0;
    const lookup: NonNullable<GuardOptions['lookup']> = (hostname, options, callback) =>
      answers(++looks === 1 ? '127.0.0.1' : '10.0.0.1')(hostname, options, callback);
    const isAllowed = (address: string) => address === '127.0.0.1';
    assert.deepEqual(await ask('crm.example', { lookup, isAllowed }), { ok: true });
    await assert.rejects(ask('crm.example', { lookup, isAllowed }), isRefused);
    assert.equal(looks, 2);
  });
});
