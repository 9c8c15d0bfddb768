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
  'token_error',
  'row_error',
] as const;

/** A waiting fault, as the control door takes and lists it. */
export interface Fault {
  id: string;
  kind: (typeof REQUEST_FAULTS)[number];
  match: { method?: string; path_includes?: string };
  /** How many more requests it hits; null until cleared. */
  times: number | null;
  delay_ms: number | null;
  /** The vendor sends none; a proxy in front might. */
  retry_after_s: number | null;
  /** For `server_error`. */
  status: number;
  /** For `rate_limit`: which limit's message. */
  bucket: 'credits' | 'concurrency';
  /** For `deny_scope`: refuse only calls that need this scope; null refuses every call. */
  scope: string | null;
  /** For `token_error`: the `error` of a 200; for `row_error`: the code of the rows. */
  code: string | null;
  /** For `row_error`: position of the row in the request; null hits every row. */
  row: number | null;
}

/** Kinds that describe a lasting state and stay until cleared unless `times` is given. */
const LASTING = new Set(['deny_scope', 'token_down']);
/** Decided where the endpoint's scopes and rows are known. */
const LATER = new Set(['deny_scope', 'row_error']);

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
  take(method: string, path: string): Fault | null {
    const fault = this.faults.find((each) => hits(each, method, path));
    if (!fault) return null;
    if (!LATER.has(fault.kind)) this.useUp(fault);
    return fault;
  }

  /** The first row fault that hits this request, used up by one. */
  takeRowFault(method: string, path: string): Fault | null {
    const fault = this.faults.find((each) => each.kind === 'row_error' && hits(each, method, path));
    if (fault) this.useUp(fault);
    return fault ?? null;
  }

  useUp(fault: Fault): void {
    if (fault.times === null) return;
    fault.times--;
    if (fault.times <= 0) this.faults = this.faults.filter((each) => each !== fault);
  }
}

function hits(fault: Fault, method: string, path: string): boolean {
  const isTokenCall = /\/oauth\/v2\/token$/.test(path);
  if ((fault.kind === 'token_down' || fault.kind === 'token_error') && !isTokenCall) return false;
  if (LATER.has(fault.kind) && path.includes('/oauth/')) return false;
  if (fault.kind === 'row_error' && method === 'GET') return false;
  const { method: wanted, path_includes } = fault.match;
  return (!wanted || wanted.toUpperCase() === method) && (!path_includes || path.includes(path_includes));
}
