import { randomUUID } from 'node:crypto';
import { type Answer, json } from '../kit/sandbox.js';

/** One row of an error envelope's `errors`. */
export interface ErrorDetail {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, string[]>;
  subCategory?: string;
}

/** The vendor's error envelope, without the parts that are the same everywhere. */
export interface RefusalBody {
  category?: string;
  subCategory?: string;
  errors?: ErrorDetail[];
  context?: Record<string, string[]>;
  links?: Record<string, string>;
  [extra: string]: unknown;
}

/** Thrown by endpoints; becomes the vendor's error envelope. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: RefusalBody = {},
  ) {
    super(message);
  }

  toAnswer(): Answer {
    const correlationId = randomUUID();
    return json(
      this.status,
      { status: 'error', message: this.message, correlationId, ...this.body },
      { 'x-hubspot-correlation-id': correlationId },
    );
  }
}

/** 400 `VALIDATION_ERROR`. */
export function invalid(message: string, body: RefusalBody = {}): Refusal {
  return new Refusal(400, message, { category: 'VALIDATION_ERROR', ...body });
}

/** 404 `OBJECT_NOT_FOUND`. */
export function notFound(message: string): Refusal {
  return new Refusal(404, message, { category: 'OBJECT_NOT_FOUND' });
}
