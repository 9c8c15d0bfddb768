import { isProblem, type Problem } from '../../shared/errors.js';
import { fillPath, type Route } from '../../shared/routes/route.js';

/** What a call may carry besides the route. */
export interface CallOptions {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** The service refused; `problem` is null when the answer was none of its own. */
export class ServiceRefusal extends Error {
  override readonly name = 'ServiceRefusal';
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    route: Route,
  ) {
    super(
      problem
        ? `${route.method} ${route.path} answered ${status} ${problem.code}: ${problem.detail}`
        : `${route.method} ${route.path} answered ${status}`,
    );
  }
}

/** A host's HTTP client: the routes of the wire contract, under one key. */
export class ServiceApi {
  constructor(
    readonly baseUrl: string,
    /** Null sends none. */
    private readonly key: string | null,
  ) {}

  /** @throws ServiceRefusal for any answer that is no success; TypeError when there is none. */
  async call<Result>(route: Route, options: CallOptions = {}): Promise<Result> {
    const url = new URL(fillPath(route.path, options.params ?? {}), this.baseUrl);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
    const answer = await fetch(url, {
      method: route.method,
      headers: {
        ...(this.key === null ? {} : { authorization: `Bearer ${this.key}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await answer.text();
    const value: unknown = text === '' ? null : parse(text);
    if (!answer.ok) throw new ServiceRefusal(answer.status, isProblem(value) ? value : null, route);
    return value as Result;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
