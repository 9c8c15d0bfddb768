import type { Answer, Call } from './sandbox.js';

/** One request a sandbox was asked, without secrets. `status` 0 means it was never answered. */
export interface LoggedRequest {
  method: string;
  path: string;
  at: string;
  status: number;
  /** Account the bearer token belonged to, when there was one. */
  account: string | null;
  /** Parsed JSON or form body, secrets replaced; left out when large. */
  body?: unknown;
}

const SECRET_NAMES =
  /^(client_secret|refresh_token|access_token|token|code|code_verifier|password|api_key|id_token)$/;
const BODY_LIMIT = 20_000;

/** Replaces the values of secret-looking keys at any depth. */
export function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    SECRET_NAMES.test(key) ? '[redacted]' : redact(inner),
  ]);
  return Object.fromEntries(entries);
}

/** The last requests in a ring, and how often each kind of path was asked since the last reset. */
export class RequestLog {
  private ring: LoggedRequest[] = [];
  private next = 0;
  private counts = new Map<string, number>();

  constructor(private readonly capacity = 5_000) {}

  /** Records a request; `route` is the path with its ids replaced, used for the counts. */
  add(entry: LoggedRequest, route: string): void {
    this.ring[this.next] = entry;
    this.next = (this.next + 1) % this.capacity;
    const key = `${entry.method} ${route}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  clear(): void {
    this.ring = [];
    this.next = 0;
    this.counts.clear();
  }

  /** Oldest first. */
  list(filter: { method?: string | null; pathIncludes?: string | null }): LoggedRequest[] {
    const ordered =
      this.ring.length < this.capacity
        ? this.ring
        : [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)];
    return ordered.filter(
      (entry) =>
        (!filter.method || entry.method === filter.method.toUpperCase()) &&
        (!filter.pathIncludes || entry.path.includes(filter.pathIncludes)),
    );
  }

  countsByPath(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort());
  }
}

/** The body as it may be kept: parsed, redacted, or undefined when empty, unreadable or large. */
export function loggableBody(body: Buffer, contentType: string | undefined): unknown {
  if (body.length === 0 || body.length > BODY_LIMIT) return undefined;
  const text = body.toString('utf8');
  try {
    if (contentType?.includes('x-www-form-urlencoded'))
      return redact(Object.fromEntries(new URLSearchParams(text)));
    return redact(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A call as it is logged. */
export function entryOf(
  call: Call,
  answer: Answer,
  { at, account, body }: { at: string; account: string | null; body: unknown },
): LoggedRequest {
  return {
    method: call.method,
    path: call.path + redactedQuery(call.url),
    at,
    status: answer.hangMs === undefined ? answer.status : 0,
    account,
    ...(body === undefined ? {} : { body }),
  };
}

/** A query string whose secret values are replaced; empty string when there is none. */
function redactedQuery(url: URL): string {
  if (!url.search) return '';
  const query = new URLSearchParams(url.search);
  for (const name of [...query.keys()]) if (SECRET_NAMES.test(name)) query.set(name, '[redacted]');
  return `?${query.toString()}`;
}
