import { createHash } from 'node:crypto';
import type { ObjectName } from '../../shared/records.js';
import { canonicalJson } from '../canonical-json.js';

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
