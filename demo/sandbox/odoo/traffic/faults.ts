import { FaultQueue, type FaultTarget, type UsualFault } from '../../kit/traffic/fault-queue.js';
import type { Operation } from '../orm/model.js';

/** Faults that wait for a matching request. */
export const REQUEST_FAULTS = [
  'rate_limit',
  'server_error',
  'timeout_before_write',
  'timeout_after_write',
  'reset',
  'slow',
  'serialization_failure',
  'locked',
  'internal_error',
  'deny_access',
] as const;

/** Kinds that happen inside the server, as an exception of the call, not before it. */
const INSIDE = new Set<string>(['serialization_failure', 'locked', 'internal_error']);

/** A waiting fault, as the control door takes and lists it. */
export interface OdooFault extends UsualFault {
  kind: (typeof REQUEST_FAULTS)[number];
  /** Also by `res.partner` and by `load`, whatever the transport. */
  match: UsualFault['match'] & { model?: string; call?: string };
  /** For `deny_access`: only this operation; null denies all four. */
  operation: Operation | null;
}

/** A request as faults are matched with it. */
export interface Asking extends FaultTarget {
  model: string | null;
  call: string | null;
}

/** The faults that are switched on. */
export class Faults extends FaultQueue<OdooFault, Asking> {
  constructor() {
    super({
      lasting: ['deny_access'],
      later: [],
      applies: (fault, { model, call }) =>
        fault.kind !== 'deny_access' &&
        (model !== null || !isInside(fault)) &&
        (fault.match.model ?? model) === model &&
        (fault.match.call ?? call) === call,
    });
  }

  /** Whether a right on a model is taken away. */
  isDenied(model: string, operation: Operation): boolean {
    const fault = this.list().find(
      (each) =>
        each.kind === 'deny_access' &&
        (each.match.model ?? model) === model &&
        (each.operation ?? operation) === operation,
    );
    if (fault) this.useUp(fault);
    return fault !== undefined;
  }
}

/** Whether the fault strikes inside the call, where it becomes an exception. */
export function isInside(fault: OdooFault): boolean {
  return INSIDE.has(fault.kind);
}
