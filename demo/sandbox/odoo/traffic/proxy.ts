import type { Answer } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';

const REASONS: Record<number, string> = {
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** What the proxy before the server says: a page, never JSON, whatever was asked. */
export function proxyPage(status: number, retryAfterS: number | null): Answer {
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  return {
    status,
    headers: {
      'content-type': 'text/html',
      ...(retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) }),
    },
    body: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  };
}

/** Counts a request of a database; whether it is one too many, in its window or at once. */
export function rateLimited(context: OdooContext, database: string): boolean {
  const { limits, parallel } = context.settings;
  if (parallel !== null && (context.running.get(database) ?? 0) >= parallel) return true;
  return limits !== null && context.limits.take(database, limits, context.now()).isOver;
}
