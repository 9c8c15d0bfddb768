import { type Answer, json } from '../../kit/sandbox.js';
import type { Refusal } from '../refusal.js';
import { isoUtc } from '../state/version.js';

/** One failed input of a batch, as the vendor prints it. */
export interface BatchError {
  status: 'error';
  category: string;
  message: string;
  context: Record<string, string[]>;
  [extra: string]: unknown;
}

/** Turns the refusal of one input into its row under `errors`. */
export function batchError(refusal: Refusal, context: Record<string, string[]>): BatchError {
  const { category, context: inner, ...rest } = refusal.body;
  return {
    status: 'error',
    category: category ?? 'VALIDATION_ERROR',
    message: refusal.message,
    context: { ...inner, ...context },
    ...rest,
  };
}

/** The batch envelope: 207 as soon as one input failed, else `success`. */
export function batchAnswer(
  startedAt: number,
  now: number,
  results: unknown[],
  errors: BatchError[],
  success = 200,
): Answer {
  const times = { startedAt: isoUtc(startedAt), completedAt: isoUtc(now) };
  if (errors.length === 0) return json(success, { status: 'COMPLETE', results, ...times });
  return json(207, { status: 'COMPLETE', results, numErrors: errors.length, errors, ...times });
}
