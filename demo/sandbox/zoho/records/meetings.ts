import { GUESS } from '../guesses.js';
import { after, badValue, type CheckedRow, type Row } from './row.js';

/** A meeting ends after it begins. @throws RowFault. */
export function checkMeeting(row: Row, checked: CheckedRow): void {
  const [start, end] = ['Start_DateTime', 'End_DateTime'].map((name) => Number(after(row, checked, name)));
  if (start === undefined || end === undefined) return;
  if (end < start + GUESS.shortestMeetingMs) throw badValue(row, 'End_DateTime');
}
