import { z } from 'zod';
import { type Actor, PERMISSIONS } from '../../../shared/keys.js';
import type { AppInfo, KeyInfo } from '../../../shared/routes/keys.js';
import { isoTime, uuid } from './common.js';

/** Shapes of apps, keys and actors. */
export const permissions = z
  .array(z.enum(PERMISSIONS))
  .min(1)
  .transform((list) => [...new Set(list)]);
export const actorSchema = z.strictObject({
  id: z.string().min(1).max(200).exactOptional(),
  name: z.string().trim().min(1).max(120),
}) satisfies z.ZodType<Actor>;

/** A web origin as browsers send it: scheme, host and port, nothing after. */
export const originSchema = z
  .string()
  .max(300)
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text),
    'must be an origin such as https://app.example, without a path',
  );

export const appSchema = z.object({
  id: uuid,
  name: z.string(),
  allowed_origins: z.array(z.string()),
  created_at: isoTime,
}) satisfies z.ZodType<AppInfo>;

export const keySchema = z.object({
  id: uuid,
  kind: z.enum(['sk', 'wk', 'et']),
  prefix: z.string(),
  workspace_id: z.string().nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
  created_at: isoTime,
  expires_at: isoTime.nullable(),
  revoked_at: isoTime.nullable(),
  last_used_at: isoTime.nullable(),
}) satisfies z.ZodType<KeyInfo>;
