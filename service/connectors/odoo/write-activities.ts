import type { ObjectName } from '../../../shared/records.js';
import {
  type ConnectorSession,
  CrmError,
  type WriteFault,
  type WriteInput,
  type WriteResult,
} from '../connector.js';
import { call, searchRead } from './client.js';
import { encodeValues, faultOf } from './encode.js';
import { externalName, findExternalIds } from './external-ids.js';
import { findMarked } from './find-by-key.js';
import { fieldsOf } from './lists.js';
import { type LoadRow, loadRows } from './load.js';
import { composeNote, parseNote } from './note.js';
import { NOTE_FIELDS } from './objects.js';
import { toId } from './parts.js';
import { textOf } from './text-of.js';
import { toDate } from './translate.js';
import { MODELS, type Row } from './types.js';
import { isPlanned, writeTodo } from './write-todos.js';

type Target = WriteInput['associations'][number];

const NOTE_VALUES = new Set<string>(Object.values(NOTE_FIELDS));

/**
 * Writes activities: those still to be done as to-dos, all others as notes: one on each record the activity belongs to, since a note hangs on exactly one. Each has an
 * external id of its own, so that sending it again replaces its text. The first stands for the activity.
 */
export async function writeActivities(
  session: ConnectorSession,
  inputs: WriteInput[],
): Promise<WriteResult[]> {
  const results: WriteResult[] = [];
  for (const input of inputs)
    results.push(await (isPlanned(input, session.now()) ? writeTodo : writeNote)(session, input));
  return results;
}

async function writeNote(session: ConnectorSession, input: WriteInput): Promise<WriteResult> {
  const fault = await faultIn(session, input);
  if (fault) return { ok: false, key: input.key, error: fault };
  const foreign = input.remoteId === null ? null : await readForeign(session, input.remoteId, input.key);
  if (foreign === 'gone')
    return {
      ok: false,
      key: input.key,
      error: faultOf('not_found', 'Odoo no longer has this note', null, null),
    };
  if (foreign) return updateForeign(session, input, foreign);
  const targets = input.associations.filter(({ object }) => object !== 'activity');
  if (targets.length === 0) {
    const message = 'An activity needs at least one contact, company or deal to be logged on';
    return { ok: false, key: input.key, error: faultOf('association_missing', message, null, null) };
  }
  return loadNotes(session, input, targets);
}

/** A field that a note has neither a place of its own nor words for. */
async function faultIn(session: ConnectorSession, { values }: WriteInput): Promise<WriteFault | null> {
  const own = Object.fromEntries(Object.entries(values).filter(([field]) => !NOTE_VALUES.has(field)));
  const encoded = await encodeValues(session, await fieldsOf(session, MODELS.activity), own);
  return 'fault' in encoded ? encoded.fault : null;
}

async function loadNotes(
  session: ConnectorSession,
  input: WriteInput,
  targets: Target[],
): Promise<WriteResult> {
  const names = targets.map(({ object }) => externalName(input.key, `_${object}`));
  const there = await findExternalIds(session, MODELS.activity, names);
  const rows = targets.map((target, i) => toRow(input, targets, target, names[i] ?? '', i === 0));
  try {
    await loadRows(session, MODELS.activity, rows);
  } catch (error) {
    if (isNotTaken(error)) return postNotes(session, input, targets);
    throw error;
  }
  const refused = rows.find(({ outcome }) => outcome && 'fault' in outcome)?.outcome;
  if (refused && 'fault' in refused) return { ok: false, key: input.key, error: refused.fault };
  const [first] = rows;
  if (!first?.outcome || !('id' in first.outcome))
    throw new CrmError('other', 'Odoo did not say what became of a note', { outcomeUnknown: true });
  const { id } = first.outcome;
  return {
    ok: true,
    key: input.key,
    remoteId: String(id),
    created: there?.has(first.name) !== true,
    ...written(input),
  };
}

function toRow(input: WriteInput, targets: Target[], target: Target, name: string, isMain: boolean): LoadRow {
  const cell = (field: string, text: string, column = field) => ({ field, typed: text, column, text });
  const date = toStamp(input.values['date']);
  return {
    name,
    outcome: null,
    cells: [
      cell('model', modelOf(target.object)),
      cell('res_id', target.remoteId),
      cell('body', composeNote(input.values, input.key, targets, isMain)),
      cell('message_type', 'comment'),
      cell('subtype_id', 'mail.mt_note', 'subtype_id/id'),
      ...(date === null ? [] : [cell('date', date)]),
    ],
  };
}

/** A server that does not let notes be loaded; one that is busy or away says something else. */
function isNotTaken(error: unknown): boolean {
  return error instanceof CrmError && ['not_found', 'permission', 'validation'].includes(error.kind);
}

/**
 * The second way: notes are posted, each after a look for one of the same key. Odoo dates them itself then, and only the
 * look keeps a lost answer from becoming a second note.
 */
async function postNotes(
  session: ConnectorSession,
  input: WriteInput,
  targets: Target[],
): Promise<WriteResult> {
  let main: { id: string; created: boolean } | null = null;
  for (const [i, target] of targets.entries()) {
    const body = composeNote(input.values, input.key, targets, i === 0);
    const found = await findMarked(session, input.key, target);
    if (found !== null)
      await call(
        session,
        MODELS.activity,
        'write',
        { vals: { body } },
        { ids: [Number(found)], writes: true },
      );
    const id = found ?? (await postNote(session, target, body));
    main ??= { id, created: found === null };
  }
  const { id, created } = main ?? { id: '', created: false };
  return { ok: true, key: input.key, remoteId: id, created };
}

/** Without `body_is_html` the markup would be shown. The answer is an id, or a list with one. */
async function postNote(
  session: ConnectorSession,
  { object, remoteId }: Target,
  body: string,
): Promise<string> {
  const args = { body, body_is_html: true, message_type: 'comment', subtype_xmlid: 'mail.mt_note' };
  const options = { ids: [Number(remoteId)], writes: true };
  const { result } = await call<unknown>(session, modelOf(object), 'message_post', args, options);
  const id = Array.isArray(result) ? result[0] : result;
  if (typeof id === 'number') return String(id);
  throw new CrmError('other', 'Odoo did not say what became of a note', { outcomeUnknown: true });
}

function modelOf(object: ObjectName): string {
  return MODELS[object];
}

/** Whole seconds, in UTC, as Odoo keeps them. */
function toStamp(value: unknown): string | null {
  const time = new Date(textOf(value)).getTime();
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** As a pull will bring it. What stands in the text only is not brought. */
function written({ values }: WriteInput) {
  const date = toStamp(values['date']);
  return {
    written: {
      values: {
        body: textOf(values['body']) || null,
        [NOTE_FIELDS.kind]: values[NOTE_FIELDS.kind] ?? 'call',
        [NOTE_FIELDS.subject]: values[NOTE_FIELDS.subject] ?? null,
        ...(date === null ? {} : { date: toDate(date)?.toISOString() ?? null }),
      },
      updatedAt: null,
    },
  };
}

/** A note that was not made under this key: a colleague's. Null for ours. */
async function readForeign(
  session: ConnectorSession,
  remoteId: string,
  key: string,
): Promise<Row | 'gone' | null> {
  const id = toId(remoteId);
  const domain = [['id', '=', id ?? 0]];
  const [row] = (await searchRead(session, MODELS.activity, { domain, fields: ['body'] })).result;
  if (!row) return 'gone';
  return parseNote(textOf(row['body']))?.key === key ? null : row;
}

/** Of a colleague's note only text and time are changed. */
async function updateForeign(session: ConnectorSession, input: WriteInput, row: Row): Promise<WriteResult> {
  const date = toStamp(input.values['date']);
  const vals = {
    ...('body' in input.values ? { body: textOf(input.values['body']) } : {}),
    ...(date ? { date } : {}),
  };
  await call(session, MODELS.activity, 'write', { vals }, { ids: [row.id], writes: true });
  return { ok: true, key: input.key, remoteId: String(row.id), created: false };
}
