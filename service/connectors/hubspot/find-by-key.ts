import type { ObjectName } from '../../../shared/records.js';
import { chunk } from '../batches.js';
import type { ConnectorSession, WriteInput } from '../connector.js';
import { hasMarker } from '../marker.js';
import { readLinks } from './associations.js';
import { HUBSPOT_OBJECTS, type HubspotObject, KEY_PROPERTY, MAIN_TYPE, toRemoteId } from './objects.js';
import { batchRead } from './read.js';
import { activityType, BODY_PROPERTY, markerText, valuesToProperties } from './translate.js';
import { writeKeyKind } from './write-keys.js';

const BATCH_READ_SIZE = 100;
/** A lost write is a recent one: only the latest activities of a record are looked through. */
const MOST_LOOKED_THROUGH = 500;

/** Looks for the record of a create whose answer was lost. An update can be repeated, so it is not looked for. */
export async function findByKey(
  session: ConnectorSession,
  object: ObjectName,
  input: WriteInput,
): Promise<string | null> {
  if (input.remoteId !== null) return null;
  const info = HUBSPOT_OBJECTS[object === 'activity' ? activityType(input.values) : MAIN_TYPE[object]];
  const id = await findCreated(session, info, input);
  return id === null ? null : toRemoteId(info.type, id);
}

async function findCreated(
  session: ConnectorSession,
  info: HubspotObject,
  input: WriteInput,
): Promise<string | null> {
  const kind = writeKeyKind(session, info.type);
  if (kind === 'property') return findByProperty(session, info, KEY_PROPERTY, input.key);
  if (kind === 'marker') return findMarked(session, info, input);
  const email = valuesToProperties(info.type, input.values, true)['email'];
  return kind === 'email' && email !== undefined ? findByProperty(session, info, 'email', email) : null;
}

async function findByProperty(
  session: ConnectorSession,
  info: HubspotObject,
  idProperty: string,
  value: string,
): Promise<string | null> {
  const body = { properties: [idProperty], idProperty, inputs: [{ id: value }] };
  const [record] = await batchRead(session, info, body);
  return record?.id ?? null;
}

/** HubSpot's id of the activity that carries the key's marker, among those of the records it was to be logged on. */
export async function findMarked(
  session: ConnectorSession,
  info: HubspotObject,
  input: WriteInput,
): Promise<string | null> {
  const body = BODY_PROPERTY[info.type] ?? '';
  for (const { object, remoteId } of input.associations) {
    const from = HUBSPOT_OBJECTS[MAIN_TYPE[object]];
    const linked = await readLinks(session, from, info.type, [remoteId]);
    // After a merge the answer bears the survivor's id.
    const ids = [...linked.values()].flat().sort((a, b) => Number(b) - Number(a));
    for (const part of chunk(ids.slice(0, MOST_LOOKED_THROUGH), BATCH_READ_SIZE)) {
      const inputs = part.map((id) => ({ id }));
      const records = await batchRead(session, info, { properties: [body], inputs });
      const found = records.find((record) => hasMarker(record.properties[body], markerText(input.key)));
      if (found) return found.id;
    }
  }
  return null;
}
