import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, WriteInput } from '../connector.js';
import { searchRead } from './client.js';
import { externalName, findExternalIds } from './external-ids.js';
import { parseNote } from './note.js';
import { textOf } from './translate.js';
import { MODELS } from './types.js';

/**
 * Looks for the record of a create whose answer was lost. Where we may not read external ids, notes are found by their
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
  return ids === null && object === 'activity' ? findMarked(session, input.key) : null;
}

async function findMarked(session: ConnectorSession, key: string): Promise<string | null> {
  const domain = [['body', 'ilike', `Ref: ${key}`]];
  const { result } = await searchRead(session, MODELS.activity, { domain, fields: ['body'] });
  const found = result.find((row) => {
    const note = parseNote(textOf(row['body']));
    return note?.key === key && note.isMain;
  });
  return found ? String(found.id) : null;
}
