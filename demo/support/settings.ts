import { fileURLToPath } from 'node:url';
import { DemoError } from './demo-error.js';

/** The project's root folder, with a closing separator. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How to start the demo. */
export interface DemoSettings {
  /** 0 takes a free one, as for the other two. */
  servicePort: number;
  hostPort: number;
  sandboxPort: number;
  /** Folder of the database, the keys, the calls and the log. */
  dataDir: string;
  /** What the service prints; in the data folder when left out. */
  logFile?: string;
  /** Given keys win over those kept in the data folder. */
  adminKey: string | null;
  secretKey: string | null;
  encryptionKey: string | null;
  /** What Node is given to run the service: its source when left out. */
  service?: readonly string[];
  /** The environment the service gets, before what the demo adds. */
  env: Readonly<Record<string, string | undefined>>;
}

/** What stands where the environment says nothing. */
export interface DemoDefaults {
  servicePort: number;
  hostPort: number;
  sandboxPort: number;
  dataDir: string;
}

/**
 * Reads the environment: `PORT`, `DEMO_PORT`, `SANDBOX_PORT`, `DATA_DIR`, `ADMIN_KEY`, `DEMO_SECRET_KEY`,
 * `ENCRYPTION_KEY`; the rest of it (`DATABASE_URL`, `CRM_*`, `LOG_LEVEL`) reaches the service as it is.
 *
 * @throws DemoError when a port is not one, or two are the same.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  defaults: DemoDefaults,
): DemoSettings {
  const settings = {
    servicePort: readPort(env, 'PORT', defaults.servicePort),
    hostPort: readPort(env, 'DEMO_PORT', defaults.hostPort),
    sandboxPort: readPort(env, 'SANDBOX_PORT', defaults.sandboxPort),
    dataDir: env['DATA_DIR'] || defaults.dataDir,
    adminKey: env['ADMIN_KEY'] || null,
    secretKey: env['DEMO_SECRET_KEY'] || null,
    encryptionKey: env['ENCRYPTION_KEY'] || null,
    env,
  };
  const ports = [settings.servicePort, settings.hostPort, settings.sandboxPort].filter((port) => port !== 0);
  if (new Set(ports).size < ports.length)
    throw new DemoError(`PORT, DEMO_PORT and SANDBOX_PORT must differ: they are ${ports.join(', ')}.`);
  return settings;
}

function readPort(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  otherwise: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new DemoError(`${name} is "${text}": it must be a number from 0 to 65535.`);
}
