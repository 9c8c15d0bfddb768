import type { Actor, KeyKind, Permission, Session } from '../keys.js';
import { backend, may, operator, type Page, type Route } from './route.js';

export const createEmbedToken = {
  method: 'POST',
  path: '/crm/embed-tokens',
  access: backend,
  success: 201,
  creates: true,
  errors: [],
  summary: 'Mints a short-lived token for the elements of one workspace',
} as const satisfies Route;
export interface CreateEmbedTokenBody {
  workspace_id: string;
  /** All five by default. */
  permissions?: Permission[];
  /** Seconds, 60 to 86,400; 1,800 by default. */
  expires_in?: number;
  /** Shown as "by Marta Rinaldi" and kept in the audit log. */
  actor?: Actor;
  /** Name of the customer, kept for operators. */
  workspace_name?: string;
}
export interface CreateEmbedTokenResult {
  token: string;
  workspace_id: string;
  permissions: Permission[];
  expires_at: string;
}

export const getSession = {
  method: 'GET',
  path: '/crm/session',
  access: may('view'),
  success: 200,
  errors: [],
  summary: 'What the key in use may do, and the app it belongs to',
} as const satisfies Route;
export type GetSessionResult = Session;

export const createApp = {
  method: 'POST',
  path: '/crm/admin/apps',
  access: operator,
  success: 201,
  creates: true,
  errors: [],
  summary: 'Makes an app with its first secret key, shown once',
} as const satisfies Route;
export interface CreateAppBody {
  name: string;
  allowed_origins?: string[];
  /** An `sk_` key chosen by the operator; left out: a new one. */
  secret_key?: string;
}
export interface AppInfo {
  id: string;
  name: string;
  allowed_origins: string[];
  created_at: string;
}
export interface CreateAppResult extends AppInfo {
  secret_key: string;
}

export const listApps = {
  method: 'GET',
  path: '/crm/admin/apps',
  access: operator,
  success: 200,
  errors: [],
  summary: 'Apps',
} as const satisfies Route;
export type ListAppsResult = Page<AppInfo>;

export const updateApp = {
  method: 'PATCH',
  path: '/crm/admin/apps/:app_id',
  access: operator,
  success: 200,
  errors: ['app_not_found'],
  summary: 'Renames an app or sets its allowed origins',
} as const satisfies Route;

export const putProviderCredentials = {
  method: 'PUT',
  path: '/crm/admin/apps/:app_id/providers/:provider',
  access: operator,
  success: 204,
  errors: ['app_not_found', 'provider_unknown'],
  summary: "Sets the app's own credentials at a provider; they win over the service's",
} as const satisfies Route;
export interface PutProviderCredentialsBody {
  client_id: string;
  client_secret: string;
  webhook_secret?: string;
  /** Client secrets that hold in one data centre only, by its name: `{ eu: '…' }`. */
  region_secrets?: Record<string, string>;
}

export const createKey = {
  method: 'POST',
  path: '/crm/admin/apps/:app_id/keys',
  access: operator,
  success: 201,
  creates: true,
  errors: ['app_not_found'],
  summary: 'Makes an `sk_` or `wk_` key, shown once',
} as const satisfies Route;
export interface CreateKeyBody {
  kind: 'sk' | 'wk';
  /** Needed for `wk`. */
  workspace_id?: string;
  permissions?: Permission[];
}
export interface KeyInfo {
  id: string;
  kind: KeyKind;
  /** First characters, to tell keys apart. */
  prefix: string;
  workspace_id: string | null;
  permissions: Permission[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}
export interface CreateKeyResult extends KeyInfo {
  key: string;
}

export const listKeys = {
  method: 'GET',
  path: '/crm/admin/apps/:app_id/keys',
  access: operator,
  success: 200,
  errors: ['app_not_found'],
  summary: 'Keys of an app, without the keys themselves',
} as const satisfies Route;
export type ListKeysResult = Page<KeyInfo>;

export const revokeKey = {
  method: 'DELETE',
  path: '/crm/admin/apps/:app_id/keys/:key_id',
  access: operator,
  success: 204,
  errors: ['app_not_found', 'key_not_found'],
  summary: 'Revokes a key at once',
} as const satisfies Route;
