import { createHash } from 'node:crypto';
import type { ObjectName } from '../../shared/records.js';

/** JSON with sorted keys: equal content, equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

/** Same provider, record and content: the same push. */
export function idempotencyKey(
  provider: string,
  object: ObjectName,
  localId: string,
  payload: unknown,
): string {
  return createHash('sha256')
    .update(canonicalJson([provider, object, localId, payload]))
    .digest('hex');
}

/**
 * Key of a record at the CRM, the same for every push of it: a changed call updates its activity.
 * Two workspaces that share a CRM account never meet.
 */
export function writeKey(workspaceId: string, object: ObjectName, localId: string): string {
  return `cc_${createHash('sha256')
    .update(canonicalJson([workspaceId, object, localId]))
    .digest('hex')
    .slice(0, 40)}`;
}
