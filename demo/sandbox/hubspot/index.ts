import { assemble } from '../kit/assemble.js';
import type { Sandbox } from '../kit/sandbox.js';
import { HubspotContext, type RegisteredApp } from './context.js';
import { control } from './control/index.js';
import { applySettings } from './control/settings.js';
import { makePortals } from './seed/portals.js';
import { serveHubspot } from './serve.js';
import { defaultSettings } from './settings.js';
import { snapshotsOf } from './state/snapshot.js';

/** How this sandbox is set up; everything has a default. */
export interface HubspotSandboxOptions {
  seed?: boolean;
  clientId?: string;
  clientSecret?: string;
  appName?: string;
  /** Exact redirect URIs. Default: any on http://localhost and http://127.0.0.1. */
  redirectUris?: string[];
  /** Settings as the control door takes them, e.g. `{limits: false, access_token_ttl_s: 2}`; a reset returns to them. */
  settings?: Record<string, unknown>;
  /** Keeps accounts and installs in this file, and starts from it when it is there. Default: memory only. */
  stateFile?: string;
}

/** The default client of the sandbox's registered app. */
export const DEFAULT_CLIENT = { id: 'sandbox-hubspot-client', secret: 'sandbox-hubspot-secret' } as const;

/** A HubSpot with two accounts, written from the vendor's published behaviour. */
export function createHubspotSandbox(options: HubspotSandboxOptions = {}): Sandbox {
  const app: RegisteredApp = {
    appId: 4_120_077,
    name: options.appName ?? 'CRM Connect',
    clientId: options.clientId ?? DEFAULT_CLIENT.id,
    clientSecret: options.clientSecret ?? DEFAULT_CLIENT.secret,
    redirectUris: options.redirectUris ?? null,
  };
  const context = new HubspotContext(app);
  const handle = { context, reset: (isEmpty: boolean) => resetContext(context, options, isEmpty) };
  handle.reset(options.seed === false);
  return assemble({
    id: 'hubspot',
    label: 'Sandbox HubSpot',
    about: 'Contacts, companies, deals and activities; OAuth with two accounts to choose from.',
    serve: (call) => serveHubspot(context, call),
    control: (call) => control(handle, call),
    stop: () => context.webhooks.reset(),
    snapshots: snapshotsOf(context),
    stateFile: options.stateFile,
  });
}

/** Back to the start. Tokens and the webhook target survive, so that a connected service need not connect again. */
function resetContext(context: HubspotContext, options: HubspotSandboxOptions, isEmpty: boolean): void {
  context.settings = defaultSettings();
  applySettings(context.settings, options.settings ?? {});
  context.faults.clear();
  context.limits.clear();
  context.log.clear();
  context.notes.length = 0;
  context.portals.clear();
  for (const portal of makePortals(context.settings, context.now, isEmpty)) {
    portal.onChange = (event) => context.webhooks.add(event);
    context.portals.set(portal.id, portal);
  }
}
