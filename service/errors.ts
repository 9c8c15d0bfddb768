import { ERRORS, type ErrorCode, type FieldFault, type NextStep, type Problem } from '../shared/errors.js';

export interface ServiceErrorOptions {
  detail?: string;
  next?: NextStep;
  retryAfterS?: number;
  errors?: FieldFault[];
  cause?: unknown;
}

const NEXT_BY_STATUS: Record<number, NextStep> = {
  409: 'fix_request',
  429: 'wait',
  500: 'retry',
  502: 'retry',
  503: 'wait',
};

/**
 * An error with a stable code whose message may be shown to the caller: what happened, then what to do.
 * The cause stays in the log.
 */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly next: NextStep;
  readonly retryAfterS: number | null;
  readonly faults: FieldFault[];

  constructor(code: ErrorCode, options: ServiceErrorOptions = {}) {
    super(
      options.detail ?? `${ERRORS[code].title}.`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.name = 'ServiceError';
    this.code = code;
    this.status = ERRORS[code].status;
    this.next = options.next ?? NEXT_BY_STATUS[this.status] ?? 'fix_request';
    this.retryAfterS = options.retryAfterS ?? null;
    this.faults = options.errors ?? [];
  }
}

/** The body that answers an error. */
export function toProblem(error: ServiceError, correlationId: string): Problem {
  return {
    type: `https://crm-connect.dev/errors/${error.code}`,
    title: ERRORS[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.message,
    next: error.next,
    ...(error.retryAfterS === null ? {} : { retry_after_s: error.retryAfterS }),
    ...(error.faults.length === 0 ? {} : { errors: error.faults }),
    correlation_id: correlationId,
  };
}
