import type { MappingRow } from '../../../shared/mapping.js';
import { changedFields, findRow, type Rows, sameRow } from './edits.js';

export type Side = 'mine' | 'theirs';

/** One field that two people left in different states. */
export interface Clash {
  field: string;
  /** As both of them found it. */
  base: MappingRow | undefined;
  mine: MappingRow | undefined;
  theirs: MappingRow | undefined;
  /** Who changed it; both: nobody but a person can say which is right. */
  changedBy: Side | 'both';
}

/** Every field whose row differs between the two. */
export function clashesOf(base: Rows, mine: Rows, theirs: Rows): Clash[] {
  return changedFields({ rows: mine, saved: theirs }).map((field) => {
    const [was, my, their] = [base, mine, theirs].map((rows) => findRow(rows, field));
    const changedBy = sameRow(was, my) ? 'theirs' : sameRow(was, their) ? 'mine' : 'both';
    return { field, base: was, mine: my, theirs: their, changedBy };
  });
}

/** `theirs` with the fields put in for which mine was chosen. A field nobody chose for is as they left it. */
export function settleRows(
  mine: Rows,
  theirs: Rows,
  chosen: ReadonlyMap<string, Side | undefined>,
): MappingRow[] {
  const takesMine = (field: string) => chosen.get(field) === 'mine';
  const kept = theirs.flatMap((row) => {
    if (!takesMine(row.field)) return [row];
    const my = findRow(mine, row.field);
    return my ? [my] : [];
  });
  const added = mine.filter(({ field }) => takesMine(field) && !findRow(theirs, field));
  return [...kept, ...added];
}
