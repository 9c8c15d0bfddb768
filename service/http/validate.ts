import type { z } from 'zod';
import type { FieldFault } from '../../shared/errors.js';
import { ServiceError } from '../errors.js';

export type Part = 'path' | 'query' | 'body';

/**
 * Checks the parts of a request together.
 *
 * @param parts each part's schema, if its route has one, and what came.
 * @returns the parts as their schemas read them; `{}` for one without a schema.
 * @throws ServiceError `bad_request` that names every fault of every part at once.
 */
export function validate(
  parts: Record<Part, { schema: z.ZodType | undefined; value: unknown }>,
): Record<Part, unknown> {
  const read: Record<Part, unknown> = { path: {}, query: {}, body: {} };
  const faults: (FieldFault & { part: Part })[] = [];
  for (const part of ['path', 'query', 'body'] as const) {
    const { schema, value } = parts[part];
    const parsed = schema?.safeParse(value);
    if (parsed?.success) read[part] = parsed.data;
    for (const issue of parsed?.error?.issues ?? [])
      faults.push({ part, path: issue.path.join('.') || part, code: issue.code, message: issue.message });
  }
  const [first] = faults;
  if (!first) return read;
  throw new ServiceError('bad_request', {
    detail: `The ${first.part} is not valid: ${first.path}: ${first.message}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''}.`,
    errors: faults.map(({ part: _, ...fault }) => fault),
  });
}

/** PostgreSQL stores neither a zero character nor half of a surrogate pair. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * Refuses text that no column can hold, wherever it stands in a part of a request.
 *
 * @throws ServiceError `bad_request` naming the first place.
 */
export function refuseUnstorable(part: Part, value: unknown): void {
  const path = findUnstorable(value);
  if (path === null) return;
  const place = path.join('.') || part;
  const message = 'must be text without zero characters and broken surrogate pairs';
  throw new ServiceError('bad_request', {
    detail: `The ${part} is not valid: ${place}: ${message}.`,
    errors: [{ path: place, code: 'unstorable_text', message }],
  });
}

interface Place {
  value: unknown;
  name: string;
  parent: Place | null;
}

/** Walks without recursion: a megabyte of brackets is deeper than the stack. */
function findUnstorable(root: unknown): string[] | null {
  const waiting: Place[] = [{ value: root, name: '', parent: null }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { value } = place;
    if (UNSTORABLE.test(place.name)) return pathOf(place.parent);
    if (typeof value === 'string' && UNSTORABLE.test(value)) return pathOf(place);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) waiting.push({ value: inner, name, parent: place });
  }
  return null;
}

function pathOf(place: Place | null): string[] {
  const names: string[] = [];
  for (let at = place; at?.parent; at = at.parent) names.unshift(at.name);
  return names;
}

/** The body or query without `workspace_id`, which was read already. */
export function withoutWorkspace(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { workspace_id: _, ...rest } = value as Record<string, unknown>;
  return rest;
}
