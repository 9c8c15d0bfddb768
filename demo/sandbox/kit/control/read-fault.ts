import type { UsualFault } from '../traffic/fault-queue.js';
import { BadControl, optionalNumber } from './read-body.js';

type Read<F extends UsualFault> = Pick<F, 'kind' | 'match' | 'delay_ms' | 'retry_after_s' | 'status'> & {
  times?: number | null;
};

/**
 * What every fault says, of a body of `POST faults`.
 *
 * @param kinds that wait for a request; `atOnce` are those that a sandbox does right away, for the message.
 * @throws BadControl.
 */
export function readFault<F extends UsualFault>(
  body: Record<string, unknown>,
  kinds: readonly F['kind'][],
  atOnce: readonly string[],
): Read<F> {
  const kind = kinds.find((each) => each === body['kind']);
  if (kind === undefined)
    throw new BadControl(`unknown fault ${String(body['kind'])}; one of ${[...kinds, ...atOnce].join(', ')}`);
  return {
    kind,
    match: (body['match'] ?? {}) as F['match'],
    ...('times' in body ? { times: optionalNumber(body['times'], 'times') || null } : {}),
    delay_ms: optionalNumber(body['delay_ms'], 'delay_ms'),
    retry_after_s: optionalNumber(body['retry_after_s'], 'retry_after_s'),
    status: optionalNumber(body['status'], 'status') ?? 500,
  };
}
