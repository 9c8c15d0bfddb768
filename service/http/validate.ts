import type { z } from 'zod';
import type { FieldFault } from '../../shared/errors.js';
import { ServiceError } from '../errors.js';

/** Checks one part of a request. @throws ServiceError `bad_request` that names every fault at once. */
export function validate(
  schema: z.ZodType | undefined,
  value: unknown,
  where: 'path' | 'query' | 'body',
): unknown {
  if (!schema) return {};
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors: FieldFault[] = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.') || where,
    code: issue.code,
    message: issue.message,
  }));
  const first = errors[0];
  throw new ServiceError('bad_request', {
    detail: `The ${where} is not valid: ${first?.path}: ${first?.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}.`,
    errors,
  });
}

/** The body or query without `workspace_id`, which was read already. */
export function withoutWorkspace(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { workspace_id: _, ...rest } = value as Record<string, unknown>;
  return rest;
}
