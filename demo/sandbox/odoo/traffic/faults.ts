import { randomUUID } from 'node:crypto';
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
export interface WaitingFault {
  id: string;
  kind: (typeof REQUEST_FAULTS)[number];
  match: {
    method?: string;
    path_includes?: string;
    /** `res.partner`, whatever the transport. */
    model?: string;
    /** `load`, whatever the transport. */
    call?: string;
  };
  /** How many more requests it hits; null until cleared. */
  times: number | null;
  delay_ms: number | null;
  retry_after_s: number | null;
  /** For `server_error`: what the proxy answers. */
  status: number;
  /** For `deny_access`: only this operation; null denies all four. */
  operation: Operation | null;
}

/** A request as faults are matched with it. */
export interface Asking {
  method: string;
  path: string;
  model: string | null;
  call: string | null;
}

/** The faults that are switched on, in the order they were added. */
export class Faults {
  private faults: WaitingFault[] = [];

  add(fault: Omit<WaitingFault, 'id' | 'times'> & { times?: number | null }): WaitingFault {
    // A right that was taken away stays away.
    const times = fault.times === undefined ? (fault.kind === 'deny_access' ? null : 1) : fault.times;
    const added: WaitingFault = { ...fault, times, id: randomUUID() };
    this.faults.push(added);
    return added;
  }

  list(): WaitingFault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** The first fault that hits this request, used up by one. */
  take(asking: Asking): WaitingFault | null {
    const fault = this.faults.find((each) => each.kind !== 'deny_access' && hits(each, asking));
    if (fault) this.useUp(fault);
    return fault ?? null;
  }

  /** Whether a right on a model is taken away. */
  isDenied(model: string, operation: Operation): boolean {
    const fault = this.faults.find(
      (each) =>
        each.kind === 'deny_access' &&
        (each.match.model ?? model) === model &&
        (each.operation ?? operation) === operation,
    );
    if (fault) this.useUp(fault);
    return fault !== undefined;
  }

  private useUp(fault: WaitingFault): void {
    if (fault.times === null) return;
    fault.times--;
    if (fault.times <= 0) this.faults = this.faults.filter((each) => each !== fault);
  }
}

/** Whether the fault strikes inside the call, where it becomes an exception. */
export function isInside(fault: WaitingFault): boolean {
  return INSIDE.has(fault.kind);
}

function hits(fault: WaitingFault, asking: Asking): boolean {
  const { method, path_includes, model, call } = fault.match;
  if (isInside(fault) && asking.model === null) return false;
  return (
    (!method || method.toUpperCase() === asking.method) &&
    (!path_includes || asking.path.includes(path_includes)) &&
    (!model || model === asking.model) &&
    (!call || call === asking.call)
  );
}
