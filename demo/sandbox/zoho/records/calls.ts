import { GUESS } from '../guesses.js';
import type { Stored } from '../state/record.js';
import { after, badValue, type CheckedRow, missing, type Row } from './row.js';

/** What cannot change once a call is over. */
const FIXED = ['Call_Type', 'Owner', 'Call_Start_Time'];

/** Seconds of a duration as this account writes it; null when the text is none. */
export function durationSeconds(text: string, format: string): number | null {
  const [, first, second] = /^(\d{1,3}):([0-5]\d)$/.exec(text) ?? [];
  if (first === undefined || second === undefined) return null;
  return (Number(first) * 60 + Number(second)) * (format === 'hh:mm' ? 60 : 1);
}

/** Rules of calls: the duration of a call that is over, and what stays as it was. @throws RowFault. */
export function checkCall(row: Row, checked: CheckedRow): void {
  const { settings } = row.org;
  checkFixed(row, checked);
  const statusField = settings.call_status_field;
  const duration = after(row, checked, 'Call_Duration');
  if (duration !== undefined && durationSeconds(String(duration), settings.call_duration_format) === null)
    throw badValue(row, 'Call_Duration', { expected_data_type: settings.call_duration_format });
  if (checked.set['Voice_Recording__s'] !== undefined && !settings.accepts_recordings)
    throw badValue(row, 'Voice_Recording__s');
  if (!isOver(row, checked, statusField)) return;
  if (duration === undefined) throw missing(row, 'Call_Duration');
  if (after(row, checked, 'Call_Type') === 'Outbound') checked.set[statusField] = 'Completed';
}

function isOver(row: Row, checked: CheckedRow, statusField: string): boolean {
  if (after(row, checked, 'Call_Type') === 'Missed') return false;
  const status = after(row, checked, statusField);
  if (status !== undefined) return status === 'Completed';
  return GUESS.pastCallIsCompleted && Number(after(row, checked, 'Call_Start_Time')) <= row.org.now();
}

function checkFixed(row: Row, checked: CheckedRow): void {
  const { before } = row;
  if (!before || before.values['Call_Duration'] === undefined) return;
  if (before.values[row.org.settings.call_status_field] === 'Scheduled') return;
  const moved = FIXED.find((name) => name in checked.set && differs(checked.set[name], before.values[name]));
  if (moved) throw badValue(row, moved);
}

function differs(a: Stored | undefined, b: Stored | undefined): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
