import { type Answer, json } from '../kit/sandbox.js';

/** Details of an error envelope, as the vendor nests them. */
export type Details = Record<string, unknown>;

/** Thrown by endpoints; becomes the vendor's error envelope with its own HTTP status. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Details = {},
    /** Key of a list the error stands in, for those that are told like a row. */
    private readonly inList: string | null = null,
  ) {
    super(message);
  }

  toAnswer(): Answer {
    const { code, details, message, inList } = this;
    const error = { code, details, message, status: 'error' };
    return json(this.status, inList === null ? error : { [inList]: [error] });
  }
}

/** Thrown while one row of a write is checked; becomes that row's part of the answer. */
export class RowFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: Details = {},
  ) {
    super(message);
  }

  toRow(): RowAnswer {
    const { code, details, message } = this;
    return { code, details, message, status: 'error' };
  }
}

/** One row of a write's answer. */
export interface RowAnswer {
  code: string;
  details: Details;
  message: string;
  status: 'success' | 'error';
  [extra: string]: unknown;
}

/** 400 with a code. */
export function invalid(code: string, message: string, details: Details = {}): Refusal {
  return new Refusal(400, code, message, details);
}

/** 400 `INVALID_DATA`. */
export function invalidData(message: string, details: Details = {}): Refusal {
  return invalid('INVALID_DATA', message, details);
}

/** The envelope for a path that is no API. */
export function noSuchUrl(): Refusal {
  const message = 'Please check if the URL trying to access is a correct one';
  return new Refusal(404, 'INVALID_URL_PATTERN', message);
}
