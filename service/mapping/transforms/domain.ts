import { Fault } from '../conversion.js';
import { identity, plainSchema, type TransformDefinition } from './transform.js';

const NOT_A_DOMAIN = new Fault('not_a_domain', 'is not a web address.');

/** Longest web address looked at. */
const MAX_LENGTH = 2048;
const SCHEME = /^(?:[a-z][a-z0-9+.-]{0,30}:)?\/\//;
const HOST =
  /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * The host of a web address or a bare domain: lower case, no `www.`, no port; names in other scripts as punycode,
 * so that both spellings are one company. The CRM gets the bare domain.
 */
export const domain: TransformDefinition<'domain'> = {
  schema: plainSchema('domain'),
  fromCrm: () => (value) => {
    if (typeof value !== 'string' || value.length > MAX_LENGTH) return NOT_A_DOMAIN;
    const host = hostOf(value.trim().toLowerCase());
    return HOST.test(host) ? host : NOT_A_DOMAIN;
  },
  toCrm: () => identity,
};

function hostOf(address: string): string {
  const authority = address.replace(SCHEME, '').split(/[/?#\\]/, 1)[0] ?? '';
  const withPort = authority.slice(authority.lastIndexOf('@') + 1);
  const host = withPort.replace(/:\d{0,5}$/, '').replace(/\.$/, '');
  return toAscii(host).replace(/^www\./, '');
}

function toAscii(host: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what is meant
  if (/^[\x00-\x7f]*$/.test(host)) return host;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return '';
  }
}
