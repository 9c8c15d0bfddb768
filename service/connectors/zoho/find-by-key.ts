import type { ObjectName } from '../../../shared/records.js';
import type { ConnectorSession, WriteInput } from '../connector.js';
import { hasMarker, markerOf } from '../marker.js';
import { get, PATHS, toStamp } from './client.js';
import { query, quote } from './coql.js';
import { MAIN_MODULE, toRemoteId, ZOHO_OBJECTS, type ZohoObject } from './objects.js';
import { fetchByIds } from './read-records.js';
import { activityModule, nameIn } from './translate.js';
import type { RecordList, ZohoModule, ZohoRecord } from './types.js';
import { keyFieldOf, WITHOUT_FIELD } from './write-keys.js';

/** Looks for the record of a create whose answer was lost. An update can be repeated, so it is not looked for. */
export async function findByKey(
  session: ConnectorSession,
  object: ObjectName,
  input: WriteInput,
): Promise<string | null> {
  if (input.remoteId !== null) return null;
  const module = object === 'activity' ? activityModule(input.values) : MAIN_MODULE[object];
  const id = await findCreated(session, ZOHO_OBJECTS[module], input);
  return id === null ? null : toRemoteId(module, id);
}

async function findCreated(
  session: ConnectorSession,
  info: ZohoObject,
  input: WriteInput,
): Promise<string | null> {
  const keyField = keyFieldOf(session, info.module);
  if (keyField !== null) return findByField(session, info.module, keyField, input.key);
  const kind = WITHOUT_FIELD[info.module];
  if (kind === 'marker') return findMarked(session, info, input);
  const email = input.values['Email'];
  return kind === 'email' && typeof email === 'string' && email !== ''
    ? findByField(session, info.module, 'Email', email)
    : null;
}

/** Id of the record with that value, by a query: the search endpoint lags. */
export async function findByField(
  session: ConnectorSession,
  module: ZohoModule,
  field: string,
  value: string,
): Promise<string | null> {
  const { rows } = await query(session, `select id from ${module} where ${field} = ${quote(value)}`);
  return rows[0]?.id ?? null;
}

/** Id of the activity that carries the key's marker, among those of the records it was to be logged on. */
export async function findMarked(
  session: ConnectorSession,
  info: ZohoObject,
  input: WriteInput,
): Promise<string | null> {
  for (const { object, remoteId } of input.associations) {
    const to = MAIN_MODULE[object];
    const records =
      info.module === 'Notes'
        ? await notesOf(session, to, remoteId)
        : await activitiesOf(session, info, to, remoteId, input);
    const found = records.find((record) => hasMarker(record[info.body ?? ''], markerOf(input.key)));
    if (found) return found.id;
  }
  return null;
}

/** Calls and meetings of that very second; the latest tasks. */
async function activitiesOf(
  session: ConnectorSession,
  info: ZohoObject,
  to: ZohoModule,
  id: string,
  { values }: WriteInput,
): Promise<ZohoRecord[]> {
  const link = `${to === 'Contacts' ? 'Who_Id' : 'What_Id'} = ${quote(id)}`;
  const start = Date.parse(String(values['Call_Start_Time'] ?? ''));
  const startField = info.module === 'Tasks' ? null : nameIn(info.module, 'Call_Start_Time');
  const where =
    startField !== null && !Number.isNaN(start)
      ? `(${link} and ${startField} = ${quote(toStamp(start))})`
      : link;
  const { rows } = await query(session, `select id from ${info.module} where ${where} order by id desc`);
  const ids = rows.map((row) => row.id);
  return fetchByIds(session, info, ids, [info.body ?? 'id']);
}

/** Queries know no notes. */
async function notesOf(session: ConnectorSession, to: ZohoModule, id: string): Promise<ZohoRecord[]> {
  const fields = { fields: 'Note_Content', per_page: 200 };
  const { body } = await get<RecordList>(session, PATHS.related(to, id, 'Notes'), fields);
  return body?.data ?? [];
}
