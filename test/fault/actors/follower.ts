import { findCursorGaps } from '../checks/cursors.js';
import type { Storm } from '../storm.js';

const REST_MS = 150;
/** Of the readings of the feed, every so many looks at the cursors too. */
const LOOK_EVERY = 6;

/** The host follows the feed all the time; now and then somebody looks whether a cursor has left something behind. */
export async function follower(storm: Storm): Promise<void> {
  for (let n = 1; await storm.rest(REST_MS); n += 1) {
    await storm.reader.catchUp();
    storm.ledger.count('feed readings');
    if (n % LOOK_EVERY > 0) continue;
    for (const gap of await findCursorGaps(storm))
      storm.violations.push({ check: 'no cursor went past unread data', ...gap });
  }
}
