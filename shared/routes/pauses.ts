import { operator, type Page, type Route } from './route.js';

/** What the operator switched off. `null` stands for every one. */
export interface Pause {
  provider: string | null;
  app_id: string | null;
  workspace_id: string | null;
  paused_by: string;
  paused_at: string;
}

export const pauseSync = {
  method: 'POST',
  path: '/crm/admin/pause-sync',
  access: operator,
  success: 200,
  errors: ['provider_unknown', 'workspace_not_found'],
  summary:
    'Switches a provider (`*` for every one), a workspace or both off and on: `?provider=hubspot&pause=true`. Takes effect within a second; nothing is lost',
} as const satisfies Route;
export interface PauseSyncQuery {
  /** Or `*`. */
  provider: string;
  pause: 'true' | 'false';
  /** The host's own id. */
  workspace_id?: string;
  /** Needed where more than one app has a workspace of that id. */
  app_id?: string;
}
/** Every switch that is off now. */
export type PauseSyncResult = Page<Pause>;

export const listPauses = {
  method: 'GET',
  path: '/crm/admin/pauses',
  access: operator,
  success: 200,
  errors: [],
  summary: 'What is switched off',
} as const satisfies Route;
export type ListPausesResult = Page<Pause>;
