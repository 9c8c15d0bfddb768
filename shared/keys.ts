export const PERMISSIONS = ['connect', 'map', 'sync', 'push', 'view'] as const;
/** What an embed token may do: connect and disconnect, edit mappings, start syncs, push calls, look. */
export type Permission = (typeof PERMISSIONS)[number];

/** `sk_` host backend, any workspace of its app. `wk_` browser, one workspace. `et_` browser, one workspace, short-lived. */
export type KeyKind = 'sk' | 'wk' | 'et';

/** Who acts, as the host names them: shown as "by Marta Rinaldi" and kept in the audit log. */
export interface Actor {
  id?: string;
  name: string;
}

/** What a key may do and where: `GET /crm/session`, so that elements can show what is not allowed as read-only. */
export interface Session {
  app: { name: string };
  workspace_id: string | null;
  permissions: Permission[];
  actor: Actor | null;
  expires_at: string | null;
}
