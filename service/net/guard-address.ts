import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';

/** `code` of the error of a connection that was not opened, because its address is not a public one. */
export const ADDRESS_REFUSED = 'ADDRESS_REFUSED';

/** Networks the classification calls ordinary: benchmarks (RFC 2544). */
const MORE_RESERVED_V4 = ipaddr.IPv4.parseCIDR('198.18.0.0/15');
/** All that is given out as global unicast; outside of it stand NAT64 of one's own, site-local and mapped ranges. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

type Lookup = (
  hostname: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** How connections are opened to hosts that a customer names. */
export interface GuardOptions {
  timeoutMs: number;
  /** Default: the system's resolver. */
  lookup?: Lookup;
  /** Default `isPublicAddress`. */
  isAllowed?: (address: string) => boolean;
}

/**
 * Whether an IP address is one of the public internet. Loopback, private, link-local (where clouds keep their metadata),
 * carrier-grade NAT, unspecified, multicast, reserved and documentation ranges are not, nor is an IPv6 address that stands
 * for an IPv4 one (mapped, NAT64, 6to4, Teredo): it would lead around this check.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed.kind() === 'ipv4') return !(parsed as ipaddr.IPv4).match(MORE_RESERVED_V4);
  return (parsed as ipaddr.IPv6).match(GLOBAL_V6);
}

/**
 * Opens connections only to allowed addresses. A name is resolved here and the connection goes to the very addresses
 * that were checked, so a name that answers differently the next time gains nothing; one forbidden answer refuses all.
 */
export function guardedConnect(options: GuardOptions): buildConnector.connector {
  const isAllowed = options.isAllowed ?? isPublicAddress;
  const open = buildConnector({
    timeout: options.timeoutMs,
    // Node takes `lookup` through to net.connect; an IP address is never looked up.
    lookup: guardLookup(options.lookup ?? resolve, isAllowed),
  } as buildConnector.BuildOptions);
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !isAllowed(host)) return callback(refusal(host), null);
    open(target, callback);
  };
}

const resolve: Lookup = (hostname, options, callback) =>
  systemLookup(hostname, { ...options, all: true }, callback);

function guardLookup(lookup: Lookup, isAllowed: (address: string) => boolean) {
  return (
    hostname: string,
    options: LookupOptions,
    callback: (
      error: NodeJS.ErrnoException | null,
      address?: string | LookupAddress[],
      family?: number,
    ) => void,
  ): void =>
    lookup(hostname, options, (error, addresses) => {
      if (error) return callback(error);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        return callback(refusal(hostname));
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
}

function refusal(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} is not a public address`), { code: ADDRESS_REFUSED });
}
