import type { WriteInput } from './connector.js';
import { type Outcome, refuseUnlinked } from './write-outcome.js';

interface MarkedRow {
  input: WriteInput;
  id: string | null;
  outcome: Outcome;
}

/**
 * Where a CRM keeps no unique key of activities a create is not repeatable, so each row looks for its marker first. One
 * that is there is changed and not taken for done: the host may say more by now. A row without a record to hang on is
 * refused, as there is nothing to look at.
 *
 * @param find the id of the activity that bears the row's marker.
 * @param found makes the row a change of that activity.
 */
export async function adoptMarked<R extends MarkedRow>(
  rows: readonly R[],
  find: (row: R) => Promise<string | null>,
  found: (row: R, id: string) => void,
): Promise<void> {
  for (const row of rows) {
    if (row.id !== null) continue;
    if (row.input.associations.length === 0) {
      refuseUnlinked(row);
      continue;
    }
    row.id = await find(row);
    if (row.id !== null) found(row, row.id);
  }
}
