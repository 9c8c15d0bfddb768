import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { readNetwork } from '../../networks.js';

/** Addresses that stand for a proxy of ours and not for a sender: loopback, private, link-local, unique local. */
const PROXIES = listOf([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ...['::1/128', 'fc00::/7', 'fe80::/10'],
]);

/**
 * Whether a request comes from one of the networks. Behind a proxy the sender is the last address of `X-Forwarded-For`
 * that is no proxy's; what stands before it the sender itself may have written.
 *
 * @param networks `136.143.160.0/21`, or single addresses.
 */
export function allowAddresses(
  networks: readonly string[],
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => boolean {
  const allowed = listOf(networks);
  return ({ headers, socket }) => {
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    const path = [...forwarded, socket.remoteAddress ?? ''].map(plain).filter((each) => isIP(each) !== 0);
    const sender = path.findLast((each) => !has(PROXIES, each)) ?? path[0];
    return sender !== undefined && has(allowed, sender);
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const read = readNetwork(network);
    if (read) list.addSubnet(read.address, read.prefix, isIPv4(read.address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

function has(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** `::ffff:1.2.3.4` is how an IPv4 sender looks on a socket that takes both. */
function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}
