import type { ErrorCode } from '../errors.js';
import type { Permission } from '../keys.js';

/**
 * Who may call a route: nobody special, the operator, the host's backend, or any key of a workspace with a permission.
 * `orApp`: the host's backend may name no workspace, and asks about the whole app then.
 */
export type Access =
  | { kind: 'public' }
  | { kind: 'admin' }
  | { kind: 'secret' }
  | { kind: 'workspace'; permission: Permission; orApp?: true };

/** One endpoint, as data: routing, access, documentation and the clients are made from it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express path: `/crm/calls/:call_id/push-to-crm`. */
  path: string;
  access: Access;
  summary: string;
  /** Status of the good answer. */
  success: 200 | 201 | 202 | 204 | 302;
  /** Codes this route adds to those every route can answer with (keys, bad input, internal). */
  errors: readonly ErrorCode[];
  /** A POST that creates: honours `Idempotency-Key`. */
  creates?: true;
}

export const anyone: Access = { kind: 'public' };
export const operator: Access = { kind: 'admin' };
export const backend: Access = { kind: 'secret' };
export const may = (permission: Permission): Access => ({ kind: 'workspace', permission });
export const mayOrApp = (permission: Permission): Access => ({ kind: 'workspace', permission, orApp: true });

/** A page of a list. `next_cursor` is null on the last one. */
export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

export interface PageQuery {
  cursor?: string;
  /** 1 to 200, 50 by default. */
  limit?: number;
}

/** Fills `:name` parts of a route's path, encoded. @throws Error when a value is missing. */
export function fillPath(path: string, params: Record<string, string>): string {
  return path.replace(/:([a-z_]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new Error(`path ${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}
