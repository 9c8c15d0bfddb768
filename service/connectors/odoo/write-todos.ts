import { type ConnectorSession, CrmError, type WriteInput, type WriteResult } from '../connector.js';
import { call, searchRead } from './client.js';
import { faultOf } from './encode.js';
import { externalName, findExternalIds } from './external-ids.js';
import { modelIds } from './lists.js';
import { type LoadRow, loadRows } from './load.js';
import { composeNote, parseNote } from './note.js';
import { NOTE_FIELDS } from './objects.js';
import { todoPart, toId, toRemoteId } from './parts.js';
import { textOf } from './text-of.js';
import { TODO_TYPES } from './todo.js';
import { MODELS, type Row, TODOS } from './types.js';

type Target = WriteInput['associations'][number];

/** A call is logged a moment after it began; one that begins later than this is planned. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
/** A to-do hangs on one record, so that nobody has to do it twice; its last line names the others. */
const BEST_FIRST = ['deal', 'contact', 'company'] as const;

export const todoName = (key: string): string => externalName(key, '_todo');

/** Whether an activity is still to be done: a task or meeting of today or later, and a call that is yet to come. */
export function isPlanned({ remoteId, values }: WriteInput, now: Date): boolean {
  if (remoteId !== null) return toId(remoteId, todoPart) !== null;
  const kind = textOf(values[NOTE_FIELDS.kind]) || 'call';
  if (TODO_TYPES[kind] === undefined) return false;
  const day = dayOf(values['date']);
  if (kind !== 'call') return day === null || day >= now.toISOString().slice(0, 10);
  const at = new Date(textOf(values['date'])).getTime();
  return at > now.getTime() + CLOCKS_DIFFER_MS;
}

/** Makes a to-do under an external id, or changes the one that is there. */
export async function writeTodo(session: ConnectorSession, input: WriteInput): Promise<WriteResult> {
  if (input.remoteId !== null) return updateTodo(session, input, toId(input.remoteId, todoPart) ?? 0);
  const targets = input.associations.filter(({ object }) => object !== 'activity');
  const target = BEST_FIRST.flatMap((object) => targets.find((each) => each.object === object) ?? [])[0];
  if (!target) {
    const message = 'An activity needs at least one contact, company or deal to be planned for';
    return { ok: false, key: input.key, error: faultOf('association_missing', message, null, null) };
  }
  const models = new Map((await modelIds(session)).map((row) => [row['model'], row.id]));
  const modelId = models.get(MODELS[target.object]);
  return modelId === undefined
    ? schedule(session, input, targets, target)
    : load(session, input, targets, target, modelId);
}

async function load(
  session: ConnectorSession,
  input: WriteInput,
  targets: Target[],
  target: Target,
  modelId: number,
): Promise<WriteResult> {
  const name = todoName(input.key);
  const there = await findExternalIds(session, TODOS, [name]);
  const cell = (field: string, text: string, column = field) => ({ field, typed: text, column, text });
  const vals = valsOf(input, targets);
  const row: LoadRow = {
    name,
    outcome: null,
    cells: [
      cell('res_model_id', String(modelId), 'res_model_id/.id'),
      cell('res_id', target.remoteId),
      cell('activity_type_id', typeOf(input), 'activity_type_id/id'),
      ...Object.entries(vals).map(([field, text]) => cell(field, text)),
    ],
  };
  await loadRows(session, TODOS, [row]);
  if (!row.outcome)
    throw new CrmError('other', 'Odoo did not say what became of a to-do', { outcomeUnknown: true });
  if ('fault' in row.outcome) return { ok: false, key: input.key, error: row.outcome.fault };
  return done(input, row.outcome.id, there?.has(name) !== true);
}

/** For users who may not read which models there are: after a look, as only that keeps it from being made twice. */
async function schedule(
  session: ConnectorSession,
  input: WriteInput,
  targets: Target[],
  { object, remoteId }: Target,
): Promise<WriteResult> {
  const found = await findMarkedTodo(session, input.key);
  if (found !== null) return done(input, found, false);
  const args = { act_type_xmlid: typeOf(input), ...valsOf(input, targets) };
  const options = { ids: [Number(remoteId)], writes: true };
  const { result } = await call<unknown>(session, MODELS[object], 'activity_schedule', args, options);
  const id = Array.isArray(result) ? result[0] : result;
  if (typeof id === 'number') return done(input, id, true);
  throw new CrmError('other', 'Odoo did not say what became of a to-do', { outcomeUnknown: true });
}

/** The to-do of a key, by its last line. */
export async function findMarkedTodo(session: ConnectorSession, key: string): Promise<number | null> {
  const domain = [['note', 'ilike', `Ref: ${key}`]];
  const { result } = await searchRead(session, TODOS, { domain, fields: ['note'] });
  return result.find((row) => parseNote(textOf(row['note']))?.key === key)?.id ?? null;
}

async function updateTodo(session: ConnectorSession, input: WriteInput, id: number): Promise<WriteResult> {
  const [row] = (await searchRead(session, TODOS, { domain: [['id', '=', id]], fields: ['note'] })).result;
  if (!row)
    return {
      ok: false,
      key: input.key,
      error: faultOf('not_found', 'Odoo no longer has this to-do', null, null),
    };
  const vals = changesOf(input, row);
  if (Object.keys(vals).length > 0)
    await call(session, TODOS, 'write', { vals }, { ids: [id], writes: true });
  return done(input, id, false);
}

/** Of a colleague's to-do only what is given is changed; in ours our last line is kept. */
function changesOf(input: WriteInput, row: Row): Record<string, string> {
  const own = parseNote(textOf(row['note']));
  const { note, ...vals } = valsOf(input, own ? targetsOf(input, own.refs) : []);
  const isTold = (field: string) => field in input.values;
  return {
    ...(isTold(NOTE_FIELDS.subject) ? { summary: vals['summary'] ?? '' } : {}),
    ...(isTold('date') && vals['date_deadline'] ? { date_deadline: vals['date_deadline'] } : {}),
    ...(isTold('body') ? { note: own ? (note ?? '') : textOf(input.values['body']) } : {}),
  };
}

function targetsOf({ associations }: WriteInput, refs: Record<string, string[]>): Target[] {
  if (associations.length > 0) return associations;
  return BEST_FIRST.flatMap((object) =>
    (refs[`${object}_id`] ?? []).map((remoteId) => ({ object, remoteId })),
  );
}

function valsOf({ key, values }: WriteInput, targets: readonly Target[]): Record<string, string> {
  const day = dayOf(values['date']);
  return {
    summary: textOf(values[NOTE_FIELDS.subject]),
    note: composeNote({ ...values, [NOTE_FIELDS.subject]: null }, key, targets, true),
    ...(day === null ? {} : { date_deadline: day }),
  };
}

function typeOf({ values }: WriteInput): string {
  return TODO_TYPES[textOf(values[NOTE_FIELDS.kind]) || 'call'] ?? String(TODO_TYPES['task']);
}

function dayOf(value: unknown): string | null {
  const at = new Date(textOf(value));
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
}

/** With the values as a pull will bring them. */
function done({ key, values }: WriteInput, id: number, created: boolean): WriteResult {
  const day = dayOf(values['date']);
  const written = {
    ...(NOTE_FIELDS.kind in values ? { [NOTE_FIELDS.kind]: values[NOTE_FIELDS.kind] } : {}),
    [NOTE_FIELDS.subject]: textOf(values[NOTE_FIELDS.subject]) || null,
    body: textOf(values['body']) || null,
    ...(day === null ? {} : { date: `${day}T00:00:00.000Z` }),
  };
  const remoteId = toRemoteId(todoPart, id);
  return { ok: true, key, remoteId, created, written: { values: written, updatedAt: null } };
}
