import type { Dispatcher } from 'undici';
import type { Log } from '../log.js';
import { CrmError, type CrmErrorKind } from './connector.js';
import { sharedAgent } from './http-agent.js';
import type {
  ClassifyError,
  CredentialSource,
  CrmRequest,
  CrmResponse,
  HttpDoor,
  Pacer,
} from './http-door.js';
import { pause } from './pause.js';
import { DEFAULT_READ_RETRY, type ReadRetry, waitBeforeRetry } from './read-retry.js';
import { resolveUrl } from './resolve-url.js';
import { sendRequest } from './send-request.js';

/** One answered or lost request, for the metrics. `status` is null when no answer came; `kind` null on success. */
export interface RequestInfo {
  provider: string;
  method: string;
  status: number | null;
  kind: CrmErrorKind | null;
  ms: number;
}

export interface HttpDoorOptions {
  /** For the log and the metrics. Default: the API's host. */
  provider?: string;
  /** No trailing slash; its origin is allowed. */
  apiUrl: string;
  /** Further origins (`https://host:port`; a bare host means https) that may be given the token. */
  allowedHosts?: readonly string[];
  credentials: CredentialSource;
  pacer: Pacer;
  classify: ClassifyError;
  log: Log;
  onRequest?(info: RequestInfo): void;
  retry?: Partial<ReadRetry>;
  /** Longest a request may take, whatever it allows itself. */
  timeoutMs?: number;
  /** Lets only so many requests out at a time. */
  slots?: { take(signal?: AbortSignal): Promise<void>; free(): void };
  /** The status an answer means, for APIs that say 200 to everything. */
  statusOf?(answer: CrmResponse): number;
  /** For hosts a customer names: an agent that checks the address it connects to. Default: the shared one. */
  dispatcher?: Dispatcher;
}

/** A 5xx of these says that the request was turned away, not that its answer was lost. */
const TURNED_AWAY = new Set([501, 503, 521, 523]);

/**
 * The door of one connection to its CRM.
 *
 * Reads are repeated here, up to 3 tries in all: after a rate limit with a wait of at most 10 s, and after a failure of the
 * network or the CRM. Writes never are, except once after a 401, which says that nothing was done.
 *
 * @throws CrmError, sorted by `classify`; ReconnectNeeded from the credentials. Neither carries a header or a body.
 */
export function createHttpDoor(options: HttpDoorOptions): HttpDoor {
  const retry = { ...DEFAULT_READ_RETRY, ...options.retry };
  return {
    async request(request) {
      const url = resolveUrl(request, options.apiUrl, options.allowedHosts ?? []);
      for (let attempt = 1; ; attempt++) {
        try {
          return await withToken(options, request, url);
        } catch (error) {
          const waitMs = request.writes ? null : waitBeforeRetry(error, attempt, retry);
          if (waitMs === null) throw error;
          await pause(waitMs, request.signal);
        }
      }
    },
  };
}

async function withToken(options: HttpDoorOptions, request: CrmRequest, url: URL): Promise<CrmResponse> {
  // A form goes to a token endpoint: it authenticates by what it carries.
  if (request.form || request.anonymous)
    return accept(options, request, await exchange(options, request, url, {}), []);
  const first = await options.credentials.headers();
  const answer = await exchangeWith(options, request, url, first);
  if (!isTokenRefused(options, answer)) return accept(options, request, answer, secretsOf(first));
  await options.credentials.renew(first.version);
  const second = await options.credentials.headers();
  const repeated = await exchangeWith(options, request, url, second);
  return accept(options, request, repeated, secretsOf(second));
}

type Credentials = Awaited<ReturnType<CredentialSource['headers']>>;

function secretsOf({ headers, key }: Credentials): string[] {
  return [...Object.values(headers), ...(key === undefined ? [] : [key])];
}

function exchangeWith(
  options: HttpDoorOptions,
  request: CrmRequest,
  url: URL,
  { headers, key }: Credentials,
): Promise<CrmResponse> {
  if (!request.keyedBody) return exchange(options, request, url, headers);
  if (key === undefined) throw new CrmError('other', 'The request wants a key and there is none');
  return exchange(options, { ...request, body: request.keyedBody(key) }, url, {});
}

/** Some providers say 401 for a scope that is missing too: no renewal helps there, and renewals are counted. */
function isTokenRefused(options: HttpDoorOptions, answer: CrmResponse): boolean {
  return answer.status === 401 && options.classify(answer).kind !== 'permission';
}

async function exchange(
  options: HttpDoorOptions,
  request: CrmRequest,
  url: URL,
  headers: Record<string, string>,
): Promise<CrmResponse> {
  await options.slots?.take(request.signal);
  try {
    return await exchangeInTurn(options, request, url, headers);
  } finally {
    options.slots?.free();
  }
}

async function exchangeInTurn(
  options: HttpDoorOptions,
  request: CrmRequest,
  url: URL,
  headers: Record<string, string>,
): Promise<CrmResponse> {
  const bucket = request.bucket ?? 'default';
  await options.pacer.take(bucket, request.signal);
  const provider = options.provider ?? url.host;
  const startedAt = performance.now();
  const report = (status: number | null, kind: CrmErrorKind | null) => {
    const ms = Math.round(performance.now() - startedAt);
    options.onRequest?.({ provider, method: request.method, status, kind, ms });
    // The query is left out: it may hold an e-mail address.
    options.log.debug(
      { provider, method: request.method, path: url.pathname, status, kind, ms },
      'CRM request',
    );
  };
  try {
    const limited = options.timeoutMs === undefined ? request : { ...request, timeoutMs: options.timeoutMs };
    const raw = await sendRequest(limited, url, headers, options.dispatcher ?? sharedAgent());
    const answer = options.statusOf ? { ...raw, status: options.statusOf(raw) } : raw;
    const error = isSuccess(answer) ? null : options.classify(answer);
    const retryAfterMs = error?.kind === 'rate_limit' ? error.retryAfterMs : null;
    options.pacer.learn(bucket, { status: answer.status, headers: answer.headers, retryAfterMs });
    report(answer.status, error?.kind ?? null);
    return answer;
  } catch (error) {
    report(null, error instanceof CrmError ? error.kind : 'other');
    throw error;
  }
}

function isSuccess(answer: CrmResponse): boolean {
  return (answer.status >= 200 && answer.status < 300) || answer.status === 304;
}

/** Answers a good one; throws the rest, sorted, without the token should the CRM have quoted it. */
function accept(
  options: HttpDoorOptions,
  request: CrmRequest,
  answer: CrmResponse,
  secrets: string[],
): CrmResponse {
  if (isSuccess(answer)) return answer;
  const error = options.classify(answer);
  throw new CrmError(error.kind, redact(error.message, secrets), {
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.vendorCode === null ? {} : { vendorCode: error.vendorCode }),
    ...(error.field === null ? {} : { field: error.field }),
    status: answer.status,
    outcomeUnknown:
      request.writes === true &&
      (error.outcomeUnknown || (answer.status >= 500 && !TURNED_AWAY.has(answer.status))),
  });
}

function redact(message: string, secrets: string[]): string {
  let text = message;
  for (const secret of secrets)
    for (const part of secret.split(/\s+/)) if (part.length >= 8) text = text.replaceAll(part, '[redacted]');
  return text;
}
