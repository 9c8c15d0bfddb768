import type { Express, Request, Response } from 'express';
import { ServiceError } from '../errors.js';
import type { Log } from '../log.js';
import type { Caller, WorkspaceScope } from '../scope.js';
import type { Vault } from '../vault/keyring.js';
import type { Endpoint } from './endpoint.js';
import { type AccessContext, authenticate, checkAccess, findScope } from './middleware/authenticate.js';
import { type Answer, once } from './middleware/idempotency.js';
import { refuseUnstorable, validate, withoutWorkspace } from './validate.js';

export interface MountContext extends AccessContext {
  vault: Vault;
  log: Log;
}

/** Puts endpoints on an app, each with the same order of checks: key, access, workspace, shape, then the work. */
export function mount(app: Express, endpoints: readonly Endpoint[], context: MountContext): void {
  for (const endpoint of endpoints) {
    const method = endpoint.route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    app[method](endpoint.route.path, async (req, res) => {
      res.locals.route = endpoint.route.path;
      const answer = await run(endpoint, req, res, context);
      if (!res.headersSent) send(res, answer);
    });
  }
}

/** Answers 405 with `Allow` for a known address asked with another method. */
export function refuseOtherMethods(app: Express, endpoints: readonly Endpoint[]): void {
  const methods = new Map<string, Set<string>>();
  for (const { route } of endpoints) {
    methods.set(route.path, (methods.get(route.path) ?? new Set()).add(route.method));
  }
  for (const [path, allowed] of methods) {
    app.all(path, (req, res) => {
      const allow = [...allowed].join(', ');
      res.setHeader('Allow', allow);
      if (req.method === 'OPTIONS') {
        res.status(204).end();
        return;
      }
      throw new ServiceError('method_not_allowed', { detail: `${path} takes ${allow}, not ${req.method}.` });
    });
  }
}

async function run(endpoint: Endpoint, req: Request, res: Response, context: MountContext): Promise<Answer> {
  const { route } = endpoint;
  const caller = await authenticate(req, context);
  checkAccess(caller, route.access, req.get('origin'));
  refuseOtherMedia(req);
  refuseUnstorable('path', req.params);
  refuseUnstorable('query', req.query);
  refuseUnstorable('body', req.body);
  const workspace =
    route.access.kind === 'workspace' ? await findScope(endpoint, req, caller as Caller, context) : null;
  const body = route.access.kind === 'workspace' ? withoutWorkspace(req.body) : req.body;
  const parts = validate({
    path: { schema: endpoint.params, value: req.params },
    query: { schema: endpoint.query, value: req.query },
    body: { schema: endpoint.body, value: body ?? {} },
  });
  const request = { caller, workspace, params: parts.path, query: parts.query, body: parts.body, req, res };
  const work = async (): Promise<Answer> => ({ status: route.success, body: await endpoint.handle(request) });
  const key = req.get('idempotency-key');
  if (!route.creates || key === undefined) return work();
  return once(
    context,
    scopeOf(caller, workspace, req),
    key,
    { query: req.query, body: req.body ?? null },
    work,
  );
}

/** An idempotency key counts per owner and address, so that two tenants never meet. */
function scopeOf(caller: Caller | null, workspace: WorkspaceScope | null, req: Request): string {
  const owner = workspace
    ? workspace.id
    : caller === null || caller.kind === 'admin'
      ? 'admin'
      : caller.app.id;
  return `${owner} ${req.method} ${req.path}`;
}

function refuseOtherMedia(req: Request): void {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && req.method !== 'GET' && !req.is('application/json')) {
    throw new ServiceError('unsupported_media_type', {
      detail: 'Send JSON, with Content-Type: application/json.',
    });
  }
}

function send(res: Response, answer: Answer): void {
  res.setHeader('Cache-Control', 'no-store');
  if (answer.status === 204 || answer.body === undefined) {
    res.status(answer.status).end();
    return;
  }
  res.status(answer.status).json(answer.body);
}
