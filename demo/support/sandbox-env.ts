import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DEFAULT_CLIENT as HUBSPOT_CLIENT } from '../sandbox/hubspot/index.js';
import type { SandboxOptions } from '../sandbox/index.js';
import { DEFAULT_CLIENT as ZOHO_CLIENT } from '../sandbox/zoho/index.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What the service is told to be at each CRM that it signs in to: the app that the CRM's sandbox has registered. */
const CLIENTS = { hubspot: HUBSPOT_CLIENT, zoho: ZOHO_CLIENT };

type OAuthProvider = keyof typeof CLIENTS;

/**
 * Credentials in the environment are registered at the sandbox, so that they work there as well. What the CRM holds is
 * kept in the folder beside the database that knows of it.
 */
export function sandboxOptions(env: Env, folder: string): Pick<SandboxOptions, OAuthProvider | 'odoo'> {
  const optionsOf = (provider: OAuthProvider) => {
    const clientId = env[`CRM_${provider.toUpperCase()}_CLIENT_ID`];
    const clientSecret = env[`CRM_${provider.toUpperCase()}_CLIENT_SECRET`];
    return {
      appName: 'Linea',
      stateFile: join(folder, `sandbox-${provider}.json`),
      ...(clientId ? { clientId } : {}),
      ...(clientSecret ? { clientSecret } : {}),
    };
  };
  const odoo = { stateFile: join(folder, 'sandbox-odoo.json') };
  return { hubspot: optionsOf('hubspot'), zoho: optionsOf('zoho'), odoo };
}

/** What makes the service talk to the sandboxes; anything the environment says already is left out. */
export function sandboxEnv(env: Env, sandboxUrl: string): Record<string, string> {
  const wanted = Object.entries(CLIENTS).flatMap(([provider, { id, secret }]) => {
    const prefix = `CRM_${provider.toUpperCase()}`;
    return [
      [`${prefix}_CLIENT_ID`, id],
      [`${prefix}_CLIENT_SECRET`, secret],
      [`${prefix}_AUTH_URL`, `${sandboxUrl}/${provider}`],
      [`${prefix}_API_URL`, `${sandboxUrl}/${provider}`],
    ] as const;
  });
  return Object.fromEntries(wanted.filter(([name]) => !env[name]));
}

/** The control door of the sandbox that plays a provider, wherever `CRM_<PROVIDER>_API_URL` puts it. */
export function controlUrl(env: Env, sandboxUrl: string, provider: string): string {
  const api = env[`CRM_${provider.toUpperCase()}_API_URL`];
  return `${api ? new URL(api).origin : sandboxUrl}/_sandbox/${provider}`;
}

/** A name nothing else has: several checks may share one service. */
export function uniqueId(prefix: string): string {
  return `${prefix}_${randomUUID().slice(0, 8)}`;
}
