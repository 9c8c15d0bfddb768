import { createHubspotSandbox, DEFAULT_CLIENT as HUBSPOT_CLIENT } from './hubspot/index.js';
import type { Sandbox } from './kit/sandbox.js';
import { createOdooSandbox } from './odoo/index.js';
import { createZohoSandbox, DEFAULT_CLIENT as ZOHO_CLIENT } from './zoho/index.js';

/** What a sandbox knows of the app that is registered there; null where people type in a key instead. */
type Client = { readonly id: string; readonly secret: string } | null;

/** Every sandbox CRM, in the order they are shown. A new one is a folder and a line here. */
export const SANDBOXES = {
  hubspot: { create: createHubspotSandbox, client: HUBSPOT_CLIENT },
  zoho: { create: createZohoSandbox, client: ZOHO_CLIENT },
  odoo: { create: createOdooSandbox, client: null },
} as const satisfies Record<string, { create(options: object): Sandbox; client: Client }>;

export type SandboxId = keyof typeof SANDBOXES;

/** Options of single sandboxes. */
export type OptionsById = { [Id in SandboxId]?: Parameters<(typeof SANDBOXES)[Id]['create']>[0] };

/** All of them; each is seeded unless `seed` is false. */
export function createSandboxes(seed: boolean, options: OptionsById): Sandbox[] {
  const ids = Object.keys(SANDBOXES) as SandboxId[];
  return ids.map((id) => SANDBOXES[id].create({ seed, ...options[id] }));
}
