import { ERRORS, type ErrorCode, type FieldFault, type NextStep } from '../shared/errors.js';

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
