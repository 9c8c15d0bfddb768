import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Route } from '../../shared/routes/route.js';
import { ServiceError } from '../errors.js';
import type { Caller, KeyCaller, WorkspaceScope } from '../scope.js';

type Parsed<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : Record<string, never>;

/** What a handler gets: everything checked. `workspace` is there exactly on routes whose access is a workspace's. */
export interface EndpointRequest<P, Q, B> {
  caller: Caller | null;
  workspace: WorkspaceScope | null;
  params: P;
  query: Q;
  body: B;
  req: Request;
  res: Response;
}

/** One endpoint: the route's data, the schemas that check it and document it, and what it does. */
export interface Endpoint {
  route: Route;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Shape of the good answer; absent for redirects, pages and 204. */
  result?: z.ZodType;
  /** What it answers in other media types than JSON, by type: for the documentation. */
  media?: Record<string, string>;
  /** For keys of a backend that name no workspace: which one the thing in the path belongs to. */
  workspaceOf?: (params: Record<string, string>, appId: string) => Promise<string | null>;
  handle(request: EndpointRequest<unknown, unknown, unknown>): Promise<unknown>;
}

/**
 * Joins a route with its schemas and handler. The handler returns the body of the good answer;
 * it may write to `res` itself (a redirect, a page) and return undefined.
 */
export function defineEndpoint<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(definition: {
  route: Route;
  params?: P;
  query?: Q;
  body?: B;
  result?: z.ZodType;
  media?: Record<string, string>;
  workspaceOf?: Endpoint['workspaceOf'];
  handle(request: EndpointRequest<Parsed<P>, Parsed<Q>, Parsed<B>>): Promise<unknown>;
}): Endpoint {
  return definition as unknown as Endpoint;
}

/** The workspace of a request on a workspace route. */
export function workspaceOf(request: { workspace: WorkspaceScope | null }): WorkspaceScope {
  if (!request.workspace) throw new ServiceError('workspace_required');
  return request.workspace;
}

/** The holder of the key on a route that needs one. */
export function keyCallerOf(request: { caller: Caller | null }): KeyCaller {
  if (!request.caller || request.caller.kind === 'admin') throw new ServiceError('key_missing');
  return request.caller;
}
