import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, WriteInput } from '../connector.js';
import { searchRead } from './client.js';
import { externalName, findExternalIds } from './external-ids.js';
import { parseNote } from './note.js';
import { todoPart, toRemoteId } from './parts.js';
import { textOf } from './text-of.js';
import { MODELS, TODOS } from './types.js';
import { findMarkedTodo, todoName } from './write-todos.js';

/**
 * Looks for the record of a create whose answer was lost. A note without an external id that we can read is found by its
 * last line; anything else is sent again, which makes no second one.
 */
export async function findByKey(
  session: ConnectorSession,
  object: ObjectName,
  input: WriteInput,
): Promise<string | null> {
  if (input.remoteId !== null) return null;
  const [first] = input.associations;
  const name = externalName(input.key, object === 'activity' && first ? `_${first.object}` : '');
  const ids = await findExternalIds(session, MODELS[object], [name]);
  const id = ids?.get(name);
  if (id !== undefined) return String(id);
  if (object !== 'activity') return null;
  const todo = await findTodo(session, input.key);
  if (todo !== null) return toRemoteId(todoPart, todo);
  return first ? findMarked(session, input.key, first) : null;
}

async function findTodo(session: ConnectorSession, key: string): Promise<number | null> {
  const name = todoName(key);
  const ids = await findExternalIds(session, TODOS, [name]);
  return ids?.get(name) ?? findMarkedTodo(session, key);
}

/** The note of a key on one record, by its last line. */
export async function findMarked(
  session: ConnectorSession,
  key: string,
  { object, remoteId }: WriteInput['associations'][number],
): Promise<string | null> {
  const domain = [
    ['model', '=', MODELS[object]],
    ['res_id', '=', Number(remoteId)],
    ['body', 'ilike', `Ref: ${key}`],
  ];
  const { result } = await searchRead(session, MODELS.activity, { domain, fields: ['body'] });
  const found = result.find((row) => parseNote(textOf(row['body']))?.key === key);
  return found ? String(found.id) : null;
}
