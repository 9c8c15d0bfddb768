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
] as const;

/** A waiting fault, as the control door takes and lists it. */
export interface Fault extends UsualFault {
  kind: (typeof REQUEST_FAULTS)[number];
  /** For `rate_limit`: which bucket's message. */
  bucket: 'account' | 'search' | 'daily';
  /** For `deny_scope`: refuse only calls that need this scope; null refuses every call. */
  scope: string | null;
}

/** The faults that are switched on. */
export class Faults extends FaultQueue<Fault> {
  constructor() {
    super({
      lasting: ['deny_scope', 'token_down'],
      // Where the endpoint's scopes are known.
      later: ['deny_scope'],
      applies: ({ kind }, { path }) => {
        if (kind === 'token_down') return /^\/oauth\/[^/]+\/token$/.test(path);
        return kind !== 'deny_scope' || !path.startsWith('/oauth/');
      },
    });
  }
}
