import { z } from 'zod';
import { readNetwork } from './networks.js';

/** What one provider takes from the environment; an app's own credentials win over it. */
export interface ProviderEnv {
  clientId: string | null;
  clientSecret: string | null;
  webhookSecret: string | null;
  /** Takes webhooks that are signed by a scheme the provider has replaced. */
  acceptsOldSignatures: boolean;
  /** Networks that its webhooks come from; null: any. */
  webhookNetworks: readonly string[] | null;
  redirectUri: string | null;
  authUrl: string | null;
  apiUrl: string | null;
  /** Data centre where people begin to sign in, in lower case, for providers that have several. */
  region: string | null;
  /** Client secrets that hold in one data centre only, by its name in lower case. */
  regionSecrets: Readonly<Record<string, string>>;
  /** What a form need not ask for, by the name of its field. */
  defaults: Readonly<Record<string, string>>;
  /** Longest a request may take; null: as long as the connector allows. */
  timeoutMs: number | null;
}

/** The service's configuration. Made once at start by `readEnv`; nothing else reads the environment. */
export interface Config {
  /** Where the service is reached from outside, no trailing slash. */
  appBaseUrl: string;
  /** Origin of the host page; the demo's app allows it. */
  frontendBaseUrl: string | null;
  /** Of the package, as npm tells its scripts. */
  version: string;
  port: number;
  host: string;
  databaseUrl: string | null;
  /** Folder of the embedded PostgreSQL when `databaseUrl` is null. */
  dataDir: string;
  /** Folder of the built elements, served at `/widget/`. */
  widgetDir: string;
  /** Keeps the recurring jobs where it is set. */
  mongodbUrl: string | null;
  encryptionKeys: string[];
  adminKey: string;
  role: 'api' | 'worker' | 'all';
  logLevel: string;
  /** Records a page of a pull, CRM limits permitting. */
  syncPage: number;
  /** Requests a second where the provider states no limit. */
  syncRps: number;
  allowPrivateCrmHosts: boolean;
  providers: ReadonlyMap<string, ProviderEnv>;
}

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
/** Not `z.url`: a list of hosts, each with its port, is no URL to it. */
const mongodbUrl = z
  .string()
  .regex(/^mongodb(\+srv)?:\/\/[^\s/]+(\/\S*)?$/, 'must be a mongodb:// or mongodb+srv:// URL');
const fernetKey = z.string().regex(/^[A-Za-z0-9_-]{43}=?$/, 'must be 32 bytes in base64url (44 characters)');

const schema = z.object({
  APP_BASE_URL: url.optional(),
  FRONTEND_BASE_URL: url.optional(),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  WIDGET_DIR: z.string().min(1).default('dist/widget'),
  MONGODB_URL: mongodbUrl.optional(),
  ENCRYPTION_KEY: z
    .string({
      error: 'is required: 32 random bytes in base64url; a comma list is a keyring, the first one encrypts',
    })
    .transform((text) => text.split(',').map((key) => key.trim()))
    .pipe(z.array(fernetKey).min(1)),
  ADMIN_KEY: z
    .string({ error: "is required: the operator's key, at least 8 characters" })
    .min(8, 'must be at least 8 characters'),
  ROLE: z.enum(['api', 'worker', 'all']).default('all'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  CRM_SYNC_PAGE: z.coerce.number().int().min(1).max(1000).default(200),
  CRM_SYNC_RPS: z.coerce.number().positive().max(1000).default(5),
  ALLOW_PRIVATE_CRM_HOSTS: z.enum(['0', '1']).default('0'),
});

/** The environment of this process, for the one who starts it. */
export function processEnv(): Record<string, string | undefined> {
  return process.env;
}

/** The environment is wrong; the message names every fault at once. */
export class EnvError extends Error {}

/**
 * Reads and checks the environment.
 *
 * @param providerIds names of the providers whose `CRM_<ID>_*` variables are read.
 * @param regionsOf data centres of a provider; none where it has one for all.
 * @throws EnvError naming each variable and what it must be.
 */
export function readEnv(
  source: Record<string, string | undefined>,
  providerIds: Iterable<string>,
  regionsOf: (id: string) => readonly string[] = () => [],
): Config {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const ids = [...providerIds];
  const parsed = schema.safeParse(given);
  const faults = (parsed.error?.issues ?? []).map((issue) => `${String(issue.path[0])} ${issue.message}`);
  faults.push(...ids.flatMap((id) => findProviderFaults(given, id, regionsOf(id))));
  if (!parsed.success || faults.length > 0)
    throw new EnvError(`The environment is not complete:\n  ${faults.join('\n  ')}`);
  const env = parsed.data;
  return {
    appBaseUrl: env.APP_BASE_URL ?? `http://127.0.0.1:${env.PORT}`,
    frontendBaseUrl: env.FRONTEND_BASE_URL ?? null,
    version: given.npm_package_version ?? 'unknown',
    port: env.PORT,
    host: env.HOST ?? '0.0.0.0',
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: env.DATA_DIR,
    widgetDir: env.WIDGET_DIR,
    mongodbUrl: env.MONGODB_URL ?? null,
    encryptionKeys: env.ENCRYPTION_KEY,
    adminKey: env.ADMIN_KEY,
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
    syncPage: env.CRM_SYNC_PAGE,
    syncRps: env.CRM_SYNC_RPS,
    allowPrivateCrmHosts: env.ALLOW_PRIVATE_CRM_HOSTS === '1',
    providers: new Map(ids.map((id) => [id, readProviderEnv(given, id, regionsOf(id))])),
  };
}

/** Addresses that are none, and half of a pair of credentials. Values are never repeated: one may be a secret. */
function findProviderFaults(
  source: Record<string, string | undefined>,
  id: string,
  regions: readonly string[],
): string[] {
  const name = (end: string): string => `CRM_${id.toUpperCase()}_${end}`;
  const faults = ['REDIRECT_URI', 'AUTH_URL', 'API_URL']
    .map(name)
    .filter((variable) => source[variable] !== undefined && !url.safeParse(source[variable]).success)
    .map((variable) => `${variable} must be an http or https URL`);
  const [given, missing] =
    source[name('CLIENT_ID')] === undefined ? ['CLIENT_SECRET', 'CLIENT_ID'] : ['CLIENT_ID', 'CLIENT_SECRET'];
  if (source[name(given)] !== undefined && source[name(missing)] === undefined)
    faults.push(`${name(missing)} is required where ${name(given)} is set`);
  const old = source[name('OLD_SIGNATURES')];
  if (old !== undefined && old !== '0' && old !== '1')
    faults.push(`${name('OLD_SIGNATURES')} must be 0 or 1`);
  const networks = readNetworks(source[name('WEBHOOK_IPS')]) ?? [];
  if (networks.some((network) => readNetwork(network) === null))
    faults.push(`${name('WEBHOOK_IPS')} must be a comma list of IP addresses and networks like 192.0.2.0/24`);
  const timeout = source[`${id.toUpperCase()}_DEFAULT_TIMEOUT`];
  if (timeout !== undefined && !(Number(timeout) > 0))
    faults.push(`${id.toUpperCase()}_DEFAULT_TIMEOUT must be a number of seconds`);
  const region = source[name('DC')]?.toLowerCase();
  if (regions.length > 0 && region !== undefined && !regions.includes(region))
    faults.push(`${name('DC')} must be one of ${regions.join(', ')}`);
  return faults;
}

function readProviderEnv(
  source: Record<string, string | undefined>,
  id: string,
  regions: readonly string[],
): ProviderEnv {
  const read = (name: string): string | null => source[`CRM_${id.toUpperCase()}_${name}`] ?? null;
  const preset = (name: string): string | undefined => source[`${id.toUpperCase()}_DEFAULT_${name}`];
  const trimmed = (name: string): string | null => read(name)?.replace(/\/+$/, '') ?? null;
  return {
    clientId: read('CLIENT_ID'),
    clientSecret: read('CLIENT_SECRET'),
    webhookSecret: read('WEBHOOK_SECRET'),
    acceptsOldSignatures: read('OLD_SIGNATURES') === '1',
    webhookNetworks: readNetworks(read('WEBHOOK_IPS')),
    redirectUri: read('REDIRECT_URI'),
    authUrl: trimmed('AUTH_URL'),
    apiUrl: trimmed('API_URL'),
    region: regions.length > 0 ? (read('DC')?.toLowerCase() ?? null) : null,
    defaults: Object.fromEntries(
      ['url', 'database'].flatMap((field) => {
        const value = preset(field.toUpperCase());
        return value === undefined ? [] : [[field, value]];
      }),
    ),
    timeoutMs: preset('TIMEOUT') === undefined ? null : Number(preset('TIMEOUT')) * 1_000,
    regionSecrets: Object.fromEntries(
      regions.flatMap((region) => {
        const secret = read(`CLIENT_SECRET_${region.toUpperCase()}`);
        return secret === null ? [] : [[region, secret]];
      }),
    ),
  };
}

function readNetworks(text: string | null | undefined): string[] | null {
  const networks = (text ?? '').split(',').flatMap((each) => each.trim() || []);
  return networks.length === 0 ? null : networks;
}
