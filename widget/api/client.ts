import type { ErrorCode, Problem } from '../../shared/errors.js';
import { fillPath, type Route } from '../../shared/routes/route.js';

/** Gives a fresh `et_` or `wk_` key. Called when none is set yet, and once each time the service says it expired. */
export type TokenProvider = () => Promise<string>;

export interface CrmClientOptions {
  serviceUrl: string;
  token: string;
  tokenProvider: TokenProvider | null;
}

/**
 * What a request needs of a route: its method and path, checked against the contract by type, so that the contract's
 * texts stay out of the page.
 */
export type Endpoint<R extends Route = Route> = Pick<R, 'method' | 'path'>;

export interface RequestOptions {
  params?: Record<string, string>;
  /** Null and undefined values are left out. */
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  idempotencyKey?: string;
  headers?: Record<string, string>;
  /** 15,000 by default; null waits for as long as the connection lives (streams). */
  timeoutMs?: number | null;
}

/** The service answered, and the answer is an error. `problem` is null when something in between answered for it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.name = 'ApiError';
  }

  get code(): ErrorCode | null {
    return this.problem?.code ?? null;
  }
}

/** No answer arrived: offline, refused, blocked by CORS, or later than the time-out. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** True where the same request may work later by itself: no answer, server faults, and being asked to slow down. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    (error instanceof ApiError && (error.status >= 500 || error.status === 429))
  );
}

const TIMEOUT_MS = 15_000;

/** The only place that calls `fetch`. Knows the key, renews it, and turns every failure into one of two errors. */
export class CrmClient {
  /** Where the service lives, without a trailing slash. */
  readonly baseUrl: string;
  #token: string;
  readonly #provider: TokenProvider | null;
  #renewing: Promise<string> | null = null;

  constructor(options: CrmClientOptions) {
    this.baseUrl = new URL(options.serviceUrl, globalThis.document?.baseURI).href.replace(/\/+$/, '');
    this.#token = options.token;
    this.#provider = options.tokenProvider;
  }

  /** Scheme, host and port of the service: what a message from its pages must come from. */
  get origin(): string {
    return new URL(this.baseUrl).origin;
  }

  /**
   * Asks and reads the JSON answer; undefined for an empty one.
   *
   * @throws ApiError, NetworkError, or the signal's own AbortError.
   */
  async request<T>(route: Endpoint, options: RequestOptions = {}): Promise<T> {
    const response = await this.send(route, options);
    const text = await response.text().catch((cause: unknown) => {
      throw this.#failure(cause, options.signal);
    });
    if (!text) return undefined as T;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new ApiError(response.status, null);
    }
  }

  /** Like `request`, but gives the good answer unread: for streams. */
  async send(route: Endpoint, options: RequestOptions = {}): Promise<Response> {
    const used = this.#token || (await this.#renew(''));
    const first = await this.#fetch(route, options, used);
    if (first.ok) return first;
    const error = await readError(first);
    if (error.code !== 'key_expired' || !this.#provider) throw error;
    const second = await this.#fetch(route, options, await this.#renew(used));
    if (second.ok) return second;
    throw await readError(second);
  }

  /** One renewal at a time; a caller whose expired key was replaced meanwhile takes the new one. */
  async #renew(expired: string): Promise<string> {
    if (this.#token !== expired) return this.#token;
    const provider = this.#provider;
    if (!provider) return '';
    this.#renewing ??= provider()
      .then((token) => {
        this.#token = token;
        return token;
      })
      .catch((cause: unknown) => {
        throw new NetworkError('The page could not renew its key', { cause });
      })
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  async #fetch(route: Endpoint, options: RequestOptions, token: string): Promise<Response> {
    const url = new URL(this.baseUrl + fillPath(route.path, options.params ?? {}));
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
    headers['authorization'] = `Bearer ${token}`;
    if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
    const init: RequestInit = { method: route.method, headers, credentials: 'omit', cache: 'no-store' };
    if (options.body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(options.body);
    }
    const timeoutMs = options.timeoutMs === undefined ? TIMEOUT_MS : options.timeoutMs;
    const signals = [options.signal, timeoutMs === null ? undefined : AbortSignal.timeout(timeoutMs)];
    init.signal = AbortSignal.any(signals.filter((signal) => signal !== undefined));
    try {
      return await globalThis.fetch(url, init);
    } catch (cause) {
      throw this.#failure(cause, options.signal);
    }
  }

  #failure(cause: unknown, signal: AbortSignal | undefined): unknown {
    return signal?.aborted ? cause : new NetworkError('No answer', { cause });
  }
}

async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const isProblem =
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
  return new ApiError(response.status, isProblem ? (body as Problem) : null);
}
