import { EmbeddedPostgresError } from './errors.js';

/** What the server runs with unless `settings` says otherwise: a small machine, full durability, TCP on loopback. */
export const defaultSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // TCP alone: a socket path longer than about 100 bytes would stop the server.
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_duration_statement: '500',
  // Parameters hold customers' data and must not follow a slow statement into the log.
  log_parameter_max_length: '0',
};

/** The server's arguments; `port` comes separately because it is chosen, not set. */
export function serverArguments(cluster: string, port: number, settings: Record<string, string>): string[] {
  const all = { ...defaultSettings, ...settings, port: String(port) };
  return [
    '-D',
    cluster,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${checked(name)}=${value}`]),
  ];
}

/** The port the caller insists on, from `settings.port`. */
export function configuredPort(settings: Record<string, string>): number | undefined {
  const text = settings['port'];
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new EmbeddedPostgresError(
    `The database setting port is "${text}": it must be a number from 1 to 65535.`,
  );
}

function checked(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) return name;
  throw new EmbeddedPostgresError(`"${name}" is not the name of a PostgreSQL setting.`);
}
