import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ServiceError, toProblem } from '../../errors.js';

const STORED = Buffer.from('{"received":true}');
const HEADERS = { 'Content-Type': 'application/json', 'Content-Length': STORED.length };

/** What an unfinished body is given to end, before the connection is cut. */
const LINGER_MS = 2_000;

export function answerStored(res: ServerResponse, isLast: boolean): void {
  res.writeHead(202, isLast ? { ...HEADERS, Connection: 'close' } : HEADERS);
  res.end(STORED);
}

/**
 * Answers at once, whatever is still to come of the body: it is thrown away for a moment, since a sender whose connection
 * is cut in the middle may never see the answer.
 */
export function answerProblem(
  req: IncomingMessage,
  res: ServerResponse,
  error: ServiceError,
  correlationId: string,
): void {
  const body = Buffer.from(JSON.stringify(toProblem(error, correlationId)));
  const isWhole = req.complete;
  res.writeHead(error.status, {
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    'X-Request-Id': correlationId,
    ...(error.retryAfterS === null ? {} : { 'Retry-After': String(error.retryAfterS) }),
    ...(error.code === 'method_not_allowed' ? { Allow: 'POST' } : {}),
    ...(isWhole ? {} : { Connection: 'close' }),
  });
  if (isWhole) {
    res.end(body);
    return;
  }
  res.write(body);
  const timer = setTimeout(() => req.socket.destroy(), LINGER_MS);
  const leave = (): void => {
    clearTimeout(timer);
    res.end();
  };
  req.once('end', leave).once('close', leave).resume();
}
