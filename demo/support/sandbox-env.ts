import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type OptionsById, SANDBOXES, type SandboxId } from '../sandbox/registry.js';

type Env = Readonly<Record<string, string | undefined>>;

const IDS = Object.keys(SANDBOXES) as SandboxId[];

/**
 * Credentials in the environment are registered at the sandbox, so that they work there as well. What the CRM holds is
 * kept in the folder beside the database that knows of it.
 */
export function sandboxOptions(env: Env, folder: string): OptionsById {
  return Object.fromEntries(
    IDS.map((id) => {
      const stateFile = join(folder, `sandbox-${id}.json`);
      return [id, SANDBOXES[id].client === null ? { stateFile } : { stateFile, ...appOf(env, id) }];
    }),
  );
}

function appOf(env: Env, id: SandboxId): { appName: string; clientId?: string; clientSecret?: string } {
  const clientId = env[`CRM_${id.toUpperCase()}_CLIENT_ID`];
  const clientSecret = env[`CRM_${id.toUpperCase()}_CLIENT_SECRET`];
  return {
    appName: 'Linea',
    ...(clientId ? { clientId } : {}),
    ...(clientSecret ? { clientSecret } : {}),
  };
}

/** What makes the service talk to the sandboxes; anything the environment says already is left out. */
export function sandboxEnv(env: Env, sandboxUrl: string): Record<string, string> {
  const wanted = IDS.flatMap((provider) => {
    const { client } = SANDBOXES[provider];
    // Where people type in a key they type in the address as well.
    if (client === null) return [];
    const prefix = `CRM_${provider.toUpperCase()}`;
    return [
      [`${prefix}_CLIENT_ID`, client.id],
      [`${prefix}_CLIENT_SECRET`, client.secret],
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
