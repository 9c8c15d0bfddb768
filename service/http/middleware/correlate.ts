import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { type Log, withCorrelation } from '../../log.js';
import type { Metrics } from '../../observe/metrics.js';

/** A caller's own id is kept when it is harmless to log. */
const SAFE_ID = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Gives each request a correlation id (the caller's `X-Request-Id` when it is plain), answers it as a header,
 * and writes one line and one count when the answer is out. The line names the route, never the query: it can hold a code.
 */
export function correlate(log: Log, metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const given = req.get('x-request-id');
    const id = given && SAFE_ID.test(given) ? given : randomUUID();
    res.locals.correlationId = id;
    res.setHeader('X-Request-Id', id);
    withCorrelation(id, () => {
      const started = performance.now();
      res.on('close', () => {
        const route = (res.locals.route as string | undefined) ?? 'none';
        const ms = Math.round(performance.now() - started);
        metrics.requests.inc({ method: req.method, route, status: String(res.statusCode) });
        withCorrelation(id, () =>
          log[res.statusCode >= 500 ? 'error' : 'info'](
            { method: req.method, route, status: res.statusCode, ms },
            'request',
          ),
        );
      });
      next();
    });
  };
}
