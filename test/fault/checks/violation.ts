/** What must hold when everything has settled. */
export const CHECK_NAMES = [
  'every CRM record is in the store with the right fields',
  'no record of the store is unknown to the CRM',
  'every push is in the CRM exactly once, on the right records',
  'the CRM holds the last word of the host',
  'the CRM keeps its own last word',
  'where both changed a field one last word counts on both sides',
  'no stale lease wrote',
  'no cursor went past unread data',
  'the feed replayed from zero equals the store',
  'a reader that followed the feed holds the same',
  'no local id changed',
  'it comes to rest',
  'no process ended by itself and no answer was a fault of the service',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** Something that does not hold. */
export interface Violation {
  check: CheckName;
  id: string;
  story: string;
}

/** What one check found. */
export type Found = Omit<Violation, 'check'>[];
