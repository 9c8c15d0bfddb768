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
  /** 15,000 by default. */
  timeoutMs?: number;
}

const API_ERROR = 'CrmApiError';
const NETWORK_ERROR = 'CrmNetworkError';

/** The service answered, and the answer is an error. `problem` is null when something in between answered for it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.name = API_ERROR;
  }

  /** By name: the error may come from a workspace whose element was loaded from another file. */
  static override [Symbol.hasInstance](value: unknown): value is ApiError {
    return value instanceof Error && value.name === API_ERROR;
  }

  get code(): ErrorCode | null {
    return this.problem?.code ?? null;
  }
}

/** No answer arrived: offline, refused, blocked by CORS, or later than the time-out. */
export class NetworkError extends Error {
  override readonly name = NETWORK_ERROR;

  static override [Symbol.hasInstance](value: unknown): value is NetworkError {
    return value instanceof Error && value.name === NETWORK_ERROR;
  }
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
    const used = this.#token || (await this.key());
    try {
      return await this.#ask<T>(route, options, used);
    } catch (error) {
      const isExpired = error instanceof ApiError && error.code === 'key_expired';
      if (!isExpired || !this.#provider) throw error;
      return this.#ask<T>(route, options, await this.key(used));
    }
  }

  /**
   * The key to ask with. One renewal at a time; a caller whose expired key was replaced meanwhile takes the new one.
   *
   * @param expired a key that the service no longer takes.
   * @throws NetworkError when the page could not renew it.
   */
  async key(expired = ''): Promise<string> {
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

  async #ask<T>(route: Endpoint, options: RequestOptions, token: string): Promise<T> {
    const { params = {}, query = {}, body, signal, idempotencyKey, timeoutMs = TIMEOUT_MS } = options;
    const url = new URL(this.baseUrl + fillPath(route.path, params));
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${token}` };
    if (idempotencyKey) headers['idempotency-key'] = idempotencyKey;
    const timeout = AbortSignal.timeout(timeoutMs);
    const init: RequestInit = {
      ...{ method: route.method, headers, credentials: 'omit', cache: 'no-store' },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    };
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    try {
      const response = await globalThis.fetch(url, init);
      return readAnswer(response, await response.text()) as T;
    } catch (cause) {
      if (cause instanceof ApiError || signal?.aborted) throw cause;
      throw new NetworkError('No answer', { cause });
    }
  }
}

/** @throws ApiError for an answer that is not good, or not ours. */
export function readAnswer({ ok, status }: Pick<Response, 'ok' | 'status'>, text: string): unknown {
  if (ok && !text) return undefined;
  let body: Partial<Problem> | null = null;
  try {
    body = JSON.parse(text);
    if (ok) return body;
  } catch {}
  throw new ApiError(status, typeof body?.code === 'string' ? (body as Problem) : null);
}
