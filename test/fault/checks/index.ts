import type { Storm } from '../storm.js';
import { findCursorGaps } from './cursors.js';
import { findFeedFaults, findReaderFaults, findRenamed } from './feed.js';
import { findMishaps } from './mishaps.js';
import { findPushFaults } from './pushes.js';
import { findRecordFaults, findStrays } from './records.js';
import type { CheckName, Found } from './violation.js';
import { findConflictFaults, findCrmWordsLost, findHostWordsLost } from './words.js';

/** Each check by its name; each finds what does not hold. */
export const CHECKS: Partial<Record<CheckName, (storm: Storm) => Promise<Found>>> = {
  'every CRM record is in the store with the right fields': findRecordFaults,
  'no record of the store is unknown to the CRM': findStrays,
  'every push is in the CRM exactly once, on the right records': findPushFaults,
  'the CRM holds the last word of the host': findHostWordsLost,
  'the CRM keeps its own last word': findCrmWordsLost,
  'where both changed a field one last word counts on both sides': findConflictFaults,
  'no stale lease wrote': async ({ bed }) =>
    (await bed.staleWrites()).map(({ what, writer, held }) => ({
      id: what,
      story: `${writer} wrote it: ${held}`,
    })),
  'no cursor went past unread data': findCursorGaps,
  'the feed replayed from zero equals the store': findFeedFaults,
  'a reader that followed the feed holds the same': findReaderFaults,
  'no local id changed': findRenamed,
  'no process ended by itself and no answer was a fault of the service': findMishaps,
};
