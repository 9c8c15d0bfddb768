import { randomUUID } from 'node:crypto';

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
export interface Fault {
  id: string;
  kind: (typeof REQUEST_FAULTS)[number];
  match: { method?: string; path_includes?: string; query_includes?: string };
  /** How many more requests it hits; null until cleared. */
  times: number | null;
  delay_ms: number | null;
  retry_after_s: number | null;
  /** For `server_error`: 500, 502, 503 or any other 5xx, 423 or 477. */
  status: number;
  /** For `rate_limit`: which bucket's message. */
  bucket: 'account' | 'search' | 'daily';
  /** For `deny_scope`: refuse only calls that need this scope; null refuses every call. */
  scope: string | null;
}

/** Kinds that describe a lasting state and stay until cleared unless `times` is given. */
const LASTING = new Set(['deny_scope', 'token_down']);

/** The faults that are switched on, in the order they were added. */
export class Faults {
  private faults: Fault[] = [];

  add(fault: Omit<Fault, 'id' | 'times'> & { times?: number | null }): Fault {
    const times = fault.times === undefined ? (LASTING.has(fault.kind) ? null : 1) : fault.times;
    const added: Fault = { ...fault, times, id: randomUUID() };
    this.faults.push(added);
    return added;
  }

  list(): Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** The first fault that hits this request, used up by one. */
  take(method: string, path: string, query = ''): Fault | null {
    const fault = this.faults.find((each) => hits(each, method, path, query));
    if (!fault) return null;
    // A scope fault is decided later, where the endpoint's scopes are known.
    if (fault.kind !== 'deny_scope') this.useUp(fault);
    return fault;
  }

  useUp(fault: Fault): void {
    if (fault.times === null) return;
    fault.times--;
    if (fault.times <= 0) this.faults = this.faults.filter((each) => each !== fault);
  }
}

function hits(fault: Fault, method: string, path: string, query: string): boolean {
  if (fault.kind === 'token_down' && !/^\/oauth\/[^/]+\/token$/.test(path)) return false;
  if (fault.kind === 'deny_scope' && path.startsWith('/oauth/')) return false;
  const { method: wanted, path_includes, query_includes } = fault.match;
  if (query_includes && !query.includes(query_includes)) return false;
  return (!wanted || wanted.toUpperCase() === method) && (!path_includes || path.includes(path_includes));
}
