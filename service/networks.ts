import { isIP, isIPv4 } from 'node:net';

/** An address, or a network as `136.143.160.0/21`; null for what is neither. */
export function readNetwork(text: string): { address: string; prefix: number } | null {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const most = isIPv4(address) ? 32 : 128;
  if (isIP(address) === 0 || rest.length > 0) return null;
  if (prefix === undefined) return { address, prefix: most };
  const bits = Number(prefix);
  return /^\d+$/.test(prefix) && bits <= most ? { address, prefix: bits } : null;
}
