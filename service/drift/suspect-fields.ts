import type { Clock } from '../clock.js';
import { expireFields, type FieldsOwner } from '../store/queries/field-drifts.js';
import type { Store } from '../store/store.js';

/** What was read this recently is not to blame. */
const RECENT_MS = 30_000;

/**
 * The CRM refused what was asked or written as if its fields had changed: they are read anew at the next need.
 *
 * @returns whether trying again may help: false where they were read a moment ago.
 */
export function suspectFields(
  { store, clock }: { store: Store; clock: Clock },
  owner: FieldsOwner,
): Promise<boolean> {
  return expireFields(store, owner, new Date(clock.now().getTime() - RECENT_MS));
}
