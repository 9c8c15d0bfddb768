import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

/** Binds sign-ins to a browser. It says nothing of a person and is useless elsewhere. */
const NAME = 'crm_browser';
const LIFE_S = 3600;

export function readBrowserCookie(req: Request): string | undefined {
  for (const part of (req.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === NAME && value && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** The browser's value, made and sent when it has none. `Lax`: the CRM's redirect is a top-level navigation. */
export function ensureBrowserCookie(req: Request, res: Response, secure: boolean): string {
  const value = readBrowserCookie(req) ?? randomBytes(32).toString('base64url');
  const flags = `Path=/crm; Max-Age=${LIFE_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  res.append('Set-Cookie', `${NAME}=${value}; ${flags}`);
  return value;
}
