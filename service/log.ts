import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

export type Log = Pick<Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

const correlation = new AsyncLocalStorage<string>();

/** Runs `work` so that every log line inside carries this correlation id. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return correlation.run(id, work);
}

/** The correlation id of the request or run we are in; a fresh one outside of any. */
export function correlationId(): string {
  return correlation.getStore() ?? randomUUID();
}

/** Names under which a secret could reach a line; their values are replaced. */
const SECRET_KEYS = [
  'access_token',
  'refresh_token',
  'accessToken',
  'refreshToken',
  'client_secret',
  'clientSecret',
  'token',
  'authorization',
  'password',
  'api_key',
  'apiKey',
  'secret',
  'code',
  'code_verifier',
  'cookie',
  'secret_key',
  'key',
];

/** JSON lines on standard output (or `destination`); one logger a process. */
export function createLog(options: { level: string; destination?: DestinationStream }): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]).filter(
    (path) => path !== 'code' && path !== '*.code',
  );
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[redacted]' },
      serializers: { err: serializeError },
      mixin: () => {
        const id = correlation.getStore();
        return id === undefined ? {} : { correlation_id: id };
      },
    },
    options.destination ?? pino.destination(1),
  );
}

/** Errors of HTTP clients and of the database carry requests and parameters; only the plain parts are logged. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error ? { cause: { message: error.cause.message } } : {};
  return { type, message, stack, ...code, ...cause };
}
