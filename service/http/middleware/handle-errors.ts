import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ServiceError, toProblem } from '../../errors.js';
import type { Log } from '../../log.js';
import { toServiceError } from '../problem.js';

/** Answers every error as a problem; the inside of one we did not expect goes to the log alone. */
export function handleErrors(log: Log): ErrorRequestHandler {
  return (thrown, _req, res, _next) => {
    const error = toServiceError(asKnownError(thrown) ?? thrown);
    if (error.status >= 500) log.error({ err: error.cause ?? error, error_code: error.code }, error.message);
    if (res.headersSent) {
      res.destroy();
      return;
    }
    if (error.retryAfterS !== null) res.setHeader('Retry-After', String(error.retryAfterS));
    if (error.status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
    res.setHeader('Cache-Control', 'no-store');
    res
      .status(error.status)
      .type('application/problem+json')
      .send(JSON.stringify(toProblem(error, res.locals.correlationId)));
  };
}

export const answerNotFound: RequestHandler = (req) => {
  throw new ServiceError('not_found', {
    detail: `There is nothing at ${req.method} ${req.path}. See /docs.`,
  });
};

/** What the body parser and the file server throw, in our codes. */
function asKnownError(thrown: unknown): ServiceError | null {
  if (!(thrown instanceof Error)) return null;
  switch ('type' in thrown ? thrown.type : null) {
    case 'entity.too.large':
      return new ServiceError('body_too_large', {
        detail: 'The body is larger than 1 MB. Send less at once.',
      });
    case 'entity.parse.failed':
      return new ServiceError('bad_json', { detail: 'The body is not valid JSON. Check quotes and commas.' });
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new ServiceError('unsupported_media_type', { detail: 'Send JSON in UTF-8.' });
    case 'request.aborted':
    case 'request.size.invalid':
      return new ServiceError('bad_request', { detail: 'The body did not arrive whole.' });
    default:
      return fromStatus(thrown);
  }
}

/** A bad escape in the address, a path out of the folder of files, and the like. */
function fromStatus(thrown: Error): ServiceError | null {
  // Errors of Express and its parts say whether they may be shown; its router throws a URIError for a bad escape.
  const isOfExpress = 'expose' in thrown || thrown instanceof URIError;
  const status = isOfExpress && 'status' in thrown ? thrown.status : null;
  if (status === 404) return new ServiceError('not_found');
  if (status === 405) return new ServiceError('method_not_allowed');
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  return new ServiceError('bad_request', { detail: 'The address is not valid.' });
}
