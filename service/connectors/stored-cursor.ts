import { CrmError } from './connector.js';

/** A stored cursor as a connector wrote it. @throws CrmError `other` for any other text. */
export function parseCursor<T>(text: string, isOne: (cursor: Partial<T>) => boolean, crm: string): T {
  try {
    const cursor: unknown = JSON.parse(text);
    if (typeof cursor === 'object' && cursor !== null && isOne(cursor as Partial<T>)) return cursor as T;
  } catch {
    // Told below, without the text.
  }
  throw new CrmError('other', `The stored cursor is not one of ${crm}’s: start a backfill`);
}

/** @throws CrmError `other` for the cursor of a backfill. */
export function expectChanges<C extends { phase: string }>(cursor: C): Extract<C, { phase: 'changes' }> {
  if (cursor.phase === 'changes') return cursor as Extract<C, { phase: 'changes' }>;
  throw new CrmError('other', 'The backfill has not ended yet: it hands over to the changes');
}
