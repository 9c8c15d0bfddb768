import type { Actor, KeyKind, Permission } from '../shared/keys.js';

/** One workspace, as every query is scoped by it: `id` is ours, `externalId` the host's. */
export interface WorkspaceScope {
  id: string;
  externalId: string;
  appId: string;
}

/** Who calls: the operator, or the holder of a key. */
export type Caller =
  | { kind: 'admin' }
  | {
      kind: KeyKind;
      keyId: string;
      app: { id: string; name: string; allowedOrigins: string[] };
      /** Null for `sk`. */
      workspace: WorkspaceScope | null;
      permissions: Permission[];
      actor: Actor | null;
      expiresAt: Date | null;
    };

/** The holder of a key, as opposed to the operator. */
export type KeyCaller = Exclude<Caller, { kind: 'admin' }>;

/** Name of the caller for people: the person the host named, else the kind of key. */
export function callerName(caller: Caller): string {
  if (caller.kind === 'admin') return 'operator';
  return caller.actor?.name ?? (caller.kind === 'sk' ? caller.app.name : 'a person');
}
