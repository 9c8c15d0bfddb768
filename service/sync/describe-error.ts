import type { RunError } from '../../shared/run.js';
import { CrmError, ReconnectNeeded } from '../connectors/connector.js';

/** A failed run for people: what happened, who can mend it. */
export function describeRunError(error: unknown, crm: string, retryAt: Date | null): RunError {
  const retry_at = retryAt?.toISOString() ?? null;
  if (error instanceof ReconnectNeeded || (error instanceof CrmError && error.kind === 'authentication')) {
    return {
      code: 'connection_needs_reauth',
      message: `${crm} ended our access.`,
      fix: 'you',
      retry_at: null,
    };
  }
  if (!(error instanceof CrmError)) {
    return { code: 'internal', message: 'Something went wrong on our side.', fix: 'us', retry_at };
  }
  switch (error.kind) {
    case 'rate_limit':
      return {
        code: 'crm_rate_limited',
        message: `${crm} limits how much we may ask.`,
        fix: 'nobody',
        retry_at,
      };
    case 'unavailable':
      return { code: 'crm_unreachable', message: `${crm} does not answer.`, fix: 'nobody', retry_at };
    case 'permission':
      return {
        code: 'crm_permission_missing',
        message: `${crm} does not let us read this: ${error.message}`,
        fix: 'crm_admin',
        retry_at,
      };
    case 'validation':
      return {
        code: 'crm_rejected',
        message: `${crm} refused our request: ${error.message}`,
        fix: 'us',
        retry_at,
      };
    default:
      return { code: 'crm_error', message: `${crm} answered with an error.`, fix: 'us', retry_at };
  }
}
