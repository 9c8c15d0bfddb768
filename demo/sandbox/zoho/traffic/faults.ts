import { FaultQueue, type UsualFault } from '../../kit/traffic/fault-queue.js';

/** Faults that wait for a matching request. */
export const REQUEST_FAULTS = [
  'rate_limit',
  'server_error',
  'timeout_before_write',
  'timeout_after_write',
  'reset',
  'slow',
  'deny_scope',
  'token_down',
  'token_error',
  'row_error',
] as const;

/** A waiting fault, as the control door takes and lists it. */
export interface Fault extends UsualFault {
  kind: (typeof REQUEST_FAULTS)[number];
  /** For `rate_limit`: which limit's message. */
  bucket: 'credits' | 'concurrency';
  /** For `deny_scope`: refuse only calls that need this scope; null refuses every call. */
  scope: string | null;
  /** For `token_error`: the `error` of a 200; for `row_error`: the code of the rows. */
  code: string | null;
  /** For `row_error`: position of the row in the request; null hits every row. */
  row: number | null;
}

/** The faults that are switched on. */
export class Faults extends FaultQueue<Fault> {
  constructor() {
    super({
      lasting: ['deny_scope', 'token_down'],
      // Where the endpoint's scopes and rows are known.
      later: ['deny_scope', 'row_error'],
      applies: ({ kind }, { method, path }) => {
        if (kind === 'token_down' || kind === 'token_error') return /\/oauth\/v2\/token$/.test(path);
        if (kind === 'row_error' && method === 'GET') return false;
        return (kind !== 'deny_scope' && kind !== 'row_error') || !path.includes('/oauth/');
      },
    });
  }
}
