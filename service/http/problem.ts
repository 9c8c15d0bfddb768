import { BaseError, ConnectionError, DatabaseError } from 'sequelize';
import type { FieldFault } from '../../shared/errors.js';
import { CrmError, ReconnectNeeded } from '../connectors/connector.js';
import { ServiceError } from '../errors.js';

/** SQLSTATE classes and codes that mean the database went away or is not ready, not that the query is wrong. */
const DATABASE_GONE = /^(08|57P0|53300|25P03)/;

/** The problem a caller sees for any thrown thing. Unknown errors say nothing of their inside. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof CrmError) return fromCrmError(error);
  if (isDatabaseGone(error)) {
    return new ServiceError('database_unavailable', {
      detail: 'The database does not answer. Nothing was changed; try again in a moment.',
      retryAfterS: 2,
      cause: error,
    });
  }
  return new ServiceError('internal', {
    detail:
      'Something went wrong on our side. Nothing is lost; try again, and give support the correlation id if it stays.',
    cause: error,
  });
}

function fromCrmError(error: CrmError): ServiceError {
  if (error instanceof ReconnectNeeded) {
    return new ServiceError('connection_needs_reauth', {
      detail: 'The CRM ended our access. Connect it again.',
      next: 'reconnect',
      cause: error,
    });
  }
  switch (error.kind) {
    case 'rate_limit':
      return new ServiceError('crm_rate_limited', {
        detail: 'The CRM asks us to slow down. Try again in a moment.',
        next: 'wait',
        retryAfterS: Math.ceil((error.retryAfterMs ?? 10_000) / 1000),
        cause: error,
      });
    case 'authentication':
      return new ServiceError('connection_needs_reauth', {
        detail: 'The CRM does not accept our access any more. Connect it again.',
        next: 'reconnect',
        cause: error,
      });
    case 'permission':
      return new ServiceError('crm_permission_missing', {
        detail: `The CRM account does not allow this: ${error.message}`,
        next: 'reconnect',
        cause: error,
      });
    case 'unavailable':
      return new ServiceError('crm_unreachable', {
        detail: 'The CRM does not answer. Try again in a moment.',
        next: 'retry',
        cause: error,
      });
    case 'validation':
    case 'conflict': {
      const faults: FieldFault[] =
        error.field === null
          ? []
          : [{ path: error.field, code: error.vendorCode ?? error.kind, message: error.message }];
      return new ServiceError('crm_rejected', {
        detail: `The CRM refused the data: ${error.message}`,
        next: 'fix_mapping',
        errors: faults,
        cause: error,
      });
    }
    default:
      return new ServiceError('crm_error', {
        detail: 'The CRM answered with an error we do not know.',
        next: 'retry',
        cause: error,
      });
  }
}

function isDatabaseGone(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  const original =
    error instanceof DatabaseError || error instanceof BaseError
      ? (error as { original?: unknown }).original
      : error;
  if (!(original instanceof Error)) return false;
  const code = (original as { code?: unknown }).code;
  if (
    typeof code === 'string' &&
    (DATABASE_GONE.test(code) || code === 'ECONNREFUSED' || code === 'ECONNRESET')
  )
    return true;
  return /Connection terminated|connection manager was closed|Client has encountered a connection error/i.test(
    original.message,
  );
}
