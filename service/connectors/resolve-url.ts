import { CrmError } from './connector.js';
import type { CrmRequest } from './http-door.js';

/**
 * The URL of a request: `path` below `apiUrl`, or an absolute URL on an allowed origin.
 * @throws CrmError `other` when the result is on any other host, port or scheme: a token must never go there.
 */
export function resolveUrl(
  request: Pick<CrmRequest, 'path' | 'query'>,
  apiUrl: string,
  allowedHosts: readonly string[],
): URL {
  const url = parse(isAbsolute(request.path) ? request.path : below(apiUrl, request.path));
  const isAllowed = [apiUrl, ...allowedHosts].some((host) => originOf(host) === url.origin);
  if (!isAllowed || url.username !== '' || url.password !== '')
    throw new CrmError('other', 'The request was stopped: its address is not one of this CRM');
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function isAbsolute(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** Without the slash, `.evil.example` appended to a host would name another one. */
function below(apiUrl: string, path: string): string {
  if (!path.startsWith('/')) throw new CrmError('other', 'The request was stopped: its path is not absolute');
  return `${apiUrl}${path}`;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new CrmError('other', 'The request was stopped: its address is not a URL', { cause });
  }
}

/** A bare host means https on its default port. */
function originOf(host: string): string {
  return parse(isAbsolute(host) ? host : `https://${host}`).origin;
}
