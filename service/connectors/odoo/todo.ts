import type { RemoteRecord } from '../connector.js';
import { parseNote } from './note.js';
import { NOTE_FIELDS } from './objects.js';
import { todoPart, toRemoteId } from './parts.js';
import { textOf } from './text-of.js';
import { type Lookups, linkedId, toDate } from './translate.js';
import { MODELS, type Row } from './types.js';

/** Odoo's own kinds of to-dos, by ours; each database may have more. */
export const TODO_TYPES: Record<string, string> = {
  call: 'mail.mail_activity_data_call',
  meeting: 'mail.mail_activity_data_meeting',
  task: 'mail.mail_activity_data_todo',
};

/** Types of to-dos that stand for one of our kinds; any other is a task. */
const KINDS: Record<string, string> = { phonecall: 'call', meeting: 'meeting' };

/** A to-do with the names that a note's values have, so that one mapping reads both. Its day is told as its beginning. */
export function todoToRemote(row: Row, partners: Lookups['partners'], types: readonly Row[]): RemoteRecord {
  const note = textOf(row['note']);
  const own = parseNote(note);
  const type = types.find(({ id }) => id === linkedId(row['activity_type_id']));
  const day = textOf(row['date_deadline']);
  return {
    remoteId: toRemoteId(todoPart, row.id),
    values: {
      ...row,
      [NOTE_FIELDS.kind]: KINDS[textOf(type?.['category'])] ?? 'task',
      [NOTE_FIELDS.subject]: textOf(row['summary']) || null,
      body: (own ? own.body : note) || null,
      date: day === '' ? null : `${day}T00:00:00.000Z`,
    },
    refs: own ? own.refs : readRefs(row, partners),
    updatedAt: toDate(row['write_date']),
    archived: false,
    mergedIds: [],
  };
}

function readRefs(row: Row, partners: Lookups['partners']): Record<string, string[]> {
  const id = Number(row['res_id']);
  if (row['res_model'] === MODELS.deal) return { deal_id: [String(id)] };
  return partners.get(id)?.isCompany ? { company_id: [String(id)] } : { contact_id: [String(id)] };
}
