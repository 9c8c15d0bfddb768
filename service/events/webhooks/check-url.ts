import { isIP } from 'node:net';
import { ServiceError } from '../../errors.js';
import { isPublicAddress } from '../../net/guard-address.js';

/**
 * Checks an address that events shall go to. Where its name leads is looked at whenever a connection is opened.
 *
 * @param allowPrivate lets it be http, and inside a private network.
 * @throws ServiceError `host_not_allowed`.
 */
export function checkUrl(text: string, allowPrivate: boolean): void {
  const refuse = (detail: string): ServiceError => new ServiceError('host_not_allowed', { detail });
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw refuse('Leave the user name and password out of the address: the signature vouches for us.');
  if (allowPrivate) return;
  if (url.protocol !== 'https:') throw refuse('Events are sent over https only.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || (isIP(host) !== 0 && !isPublicAddress(host)))
    throw refuse(`${host} is not a public address.`);
}
