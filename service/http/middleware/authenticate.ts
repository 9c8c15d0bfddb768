import type { Request } from 'express';
import type { Access } from '../../../shared/routes/route.js';
import type { Clock } from '../../clock.js';
import { ServiceError } from '../../errors.js';
import type { Caller, WorkspaceScope } from '../../scope.js';
import type { Store } from '../../store/store.js';
import { findCaller } from '../../tenancy/find-caller.js';
import { findOrCreateWorkspace, findWorkspaceById } from '../../tenancy/find-workspace.js';
import type { Endpoint } from '../endpoint.js';
import { hostId } from '../schemas/common.js';

export interface AccessContext {
  adminKey: string;
  clock: Clock;
  store: Store;
}

/** Who calls, if a key was sent at all. @throws ServiceError when the key is no good. */
export async function authenticate(req: Request, context: AccessContext): Promise<Caller | null> {
  const header = req.get('authorization');
  if (header === undefined) return null;
  const key = /^Bearer ([!-~]{1,200})$/i.exec(header)?.[1];
  if (!key)
    throw new ServiceError('key_invalid', { detail: 'Send the key as "Authorization: Bearer <key>".' });
  return findCaller(key, context);
}

/** Refuses a caller whom a route is not for. @throws ServiceError `key_missing`, `permission_missing`, `origin_not_allowed`. */
export function checkAccess(caller: Caller | null, access: Access, origin: string | undefined): void {
  if (access.kind === 'public') return;
  if (!caller)
    throw new ServiceError('key_missing', { detail: 'Send an API key as "Authorization: Bearer <key>".' });
  if (access.kind === 'admin') {
    if (caller.kind !== 'admin')
      throw new ServiceError('permission_missing', { detail: "This needs the operator's key." });
    return;
  }
  if (caller.kind === 'admin') {
    throw new ServiceError('permission_missing', {
      detail: "The operator's key works on /crm/admin/ only. Use a key of the app.",
    });
  }
  if (caller.kind !== 'sk' && origin !== undefined && !caller.app.allowedOrigins.includes(origin)) {
    throw new ServiceError('origin_not_allowed', {
      detail: `${origin} is not among the allowed origins of ${caller.app.name}. Add it to the app.`,
    });
  }
  if (access.kind === 'secret' && caller.kind !== 'sk') {
    throw new ServiceError('permission_missing', {
      detail: "This needs the app's secret key, from a backend.",
    });
  }
  if (access.kind === 'workspace' && !caller.permissions.includes(access.permission)) {
    throw new ServiceError('permission_missing', {
      detail: `This key was not given the permission "${access.permission}".`,
    });
  }
}

/**
 * The workspace a request is about: implied by `wk_` and `et_`, named by `sk_` in the query or body, or found by
 * what the path names.
 *
 * @throws ServiceError `workspace_mismatch`, `workspace_required`.
 */
export async function findScope(
  endpoint: Endpoint,
  req: Request,
  caller: Caller,
  context: AccessContext,
): Promise<WorkspaceScope | null> {
  if (caller.kind === 'admin') return null;
  const named = namedWorkspace(req);
  if (caller.workspace) {
    if (named !== null && named !== caller.workspace.externalId) {
      throw new ServiceError('workspace_mismatch', {
        detail: 'This key belongs to another workspace than the one named.',
      });
    }
    return caller.workspace;
  }
  if (named !== null) return findOrCreateWorkspace(context.store, caller.app.id, named);
  const id = await endpoint.workspaceOf?.(req.params as Record<string, string>, caller.app.id);
  if (id) return findWorkspaceById(caller.app.id, id);
  const { access } = endpoint.route;
  if (access.kind === 'workspace' && access.orApp) return null;
  throw new ServiceError('workspace_required', {
    detail: 'Say which workspace: workspace_id in the query or the body.',
  });
}

function namedWorkspace(req: Request): string | null {
  const body: unknown = req.body;
  const inBody =
    typeof body === 'object' && body !== null && 'workspace_id' in body ? body.workspace_id : undefined;
  const inQuery = req.query.workspace_id;
  if (inBody !== undefined && inQuery !== undefined && inBody !== inQuery) {
    throw new ServiceError('workspace_mismatch', {
      detail: 'The query and the body name different workspaces.',
    });
  }
  const named = inBody ?? inQuery;
  if (named === undefined) return null;
  const parsed = hostId.safeParse(named);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'is not valid';
  throw new ServiceError('bad_request', {
    detail: `workspace_id is not valid: ${message}.`,
    errors: [{ path: 'workspace_id', code: 'invalid_format', message }],
  });
}
