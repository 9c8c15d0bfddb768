import { assemble } from '../kit/assemble.js';
import type { Sandbox } from '../kit/sandbox.js';
import { type RegisteredApp, ZohoContext } from './context.js';
import { control } from './control/index.js';
import { applySettings } from './control/settings.js';
import { makeOrgs } from './seed/orgs.js';
import { serveZoho } from './serve.js';
import { defaultSettings } from './settings.js';
import { snapshotsOf } from './state/snapshot.js';

/** How this sandbox is set up; everything has a default. */
export interface ZohoSandboxOptions {
  seed?: boolean;
  clientId?: string;
  clientSecret?: string;
  /** Secrets of data centres that have one of their own, e.g. `{eu: '...'}`. */
  clientSecrets?: Record<string, string>;
  appName?: string;
  /** Exact redirect URIs. Default: any on http://localhost and http://127.0.0.1. */
  redirectUris?: string[];
  /** Settings as the control door takes them, e.g. `{limits: false}`; a reset returns to them. */
  settings?: Record<string, unknown>;
  /** Keeps accounts and consents in this file, and starts from it when it is there. Default: memory only. */
  stateFile?: string;
}

/** The default client of the sandbox's registered app. */
export const DEFAULT_CLIENT = { id: 'sandbox-zoho-client', secret: 'sandbox-zoho-secret' } as const;

/** A Zoho CRM with an account in every data centre, written from the vendor's published behaviour. */
export function createZohoSandbox(options: ZohoSandboxOptions = {}): Sandbox {
  const secret = options.clientSecret ?? DEFAULT_CLIENT.secret;
  const app: RegisteredApp = {
    name: options.appName ?? 'CRM Connect',
    clientId: options.clientId ?? DEFAULT_CLIENT.id,
    clientSecrets: { default: secret, ...options.clientSecrets },
    redirectUris: options.redirectUris ?? null,
  };
  const context = new ZohoContext(app);
  const handle = { context, reset: (isEmpty: boolean) => resetContext(context, options, isEmpty) };
  handle.reset(options.seed === false);
  return assemble({
    id: 'zoho',
    label: 'Sandbox Zoho CRM',
    about: 'Contacts, accounts, deals and activities; OAuth per data centre, COQL, credits.',
    serve: (call) => serveZoho(context, call),
    control: (call) => control(handle, call),
    stop: () => context.postman.reset(),
    snapshots: snapshotsOf(context),
    stateFile: options.stateFile,
  });
}

/** Back to the start. Tokens and channels survive, so that a connected service need not connect again. */
function resetContext(context: ZohoContext, options: ZohoSandboxOptions, isEmpty: boolean): void {
  context.settings = defaultSettings();
  applySettings(context.settings, options.settings ?? {});
  context.faults.clear();
  context.credits.clear();
  context.throttle.clear();
  context.pageTokens.clear();
  context.running.peak = 0;
  context.log.clear();
  context.notes.length = 0;
  context.orgs.clear();
  for (const org of makeOrgs(context.settings, context.now, isEmpty)) {
    org.onChange = (event) => context.postman.add(event);
    context.orgs.set(org.id, org);
  }
}
