import type { ObjectName } from '../../../shared/records.js';
import { groupBy, toRounds } from '../batches.js';
import { type ConnectorSession, CrmError, type WriteInput, type WriteResult } from '../connector.js';
import { adoptMarked } from '../marked.js';
import { faultOf, isOpen, refuse } from '../write-outcome.js';
import { findMarked } from './find-by-key.js';
import { linkRows } from './link.js';
import {
  fromRemoteId,
  HUBSPOT_OBJECTS,
  type HubspotObject,
  KEY_PROPERTY,
  MAIN_TYPE,
  toRemoteId,
} from './objects.js';
import { activityType, BODY_PROPERTY, hubspotToRemote, valuesToProperties, withMarker } from './translate.js';
import { runBatch } from './write-batch.js';
import { writeKeyKind } from './write-keys.js';
import type { Row } from './write-row.js';

/** HubSpot needs a while before a property it just took can be written to. */
const PROPERTY_WAIT_MS = 15_000;

/**
 * Writes up to 100 records: those with a remote id are updated, the others are created or found by their key, then all
 * are linked. Every step can be repeated; a record that was written but not linked is reported as failed.
 *
 * @throws CrmError when HubSpot cannot be asked or the answer was lost; what single records lack is in the results.
 */
export async function write(
  session: ConnectorSession,
  object: ObjectName,
  inputs: WriteInput[],
): Promise<WriteResult[]> {
  const rows = inputs.map((input) => toRow(object, input));
  for (const [info, group] of groupBy(rows, (row) => row.info)) {
    if (writeKeyKind(session, info.type) === 'marker') {
      await adoptMarked(
        group,
        (row) => findMarked(session, info, row.input),
        (row) => {
          row.properties = valuesToProperties(info.type, row.input.values, false);
        },
      );
      for (const row of group) keepMarker(row);
    }
    const updates = group.filter((row) => row.id !== null);
    for (const round of toRounds(updates, (row) => row.id ?? ''))
      await runBatch(session, info, 'update', round);
    await create(session, info, group.filter(isOpen));
    await linkRows(session, info, group);
  }
  throwIfKeyIsUnknown(rows);
  return rows.map((row) => toResult(object, row));
}

function toRow(object: ObjectName, input: WriteInput): Row {
  const isCreate = input.remoteId === null;
  const target = isCreate
    ? { info: createdObject(object, input), id: null }
    : fromRemoteId(object, input.remoteId ?? '');
  return {
    input,
    info: target.info,
    id: target.id,
    properties: valuesToProperties(target.info.type, input.values, isCreate),
    idProperty: null,
    isLinked: false,
    outcome: null,
  };
}

function createdObject(object: ObjectName, input: WriteInput): HubspotObject {
  return HUBSPOT_OBJECTS[object === 'activity' ? activityType(input.values) : MAIN_TYPE[object]];
}

async function create(session: ConnectorSession, info: HubspotObject, rows: Row[]): Promise<void> {
  const kind = writeKeyKind(session, info.type);
  if (kind === 'marker') return createMarked(session, info, rows);
  for (const row of rows) chooseKey(row, kind);
  for (const round of toRounds(rows.filter(isOpen), (row) => row.id ?? ''))
    await runBatch(session, info, 'upsert', round);
}

function chooseKey(row: Row, kind: 'property' | 'email' | 'none'): void {
  if (kind === 'property') {
    row.idProperty = KEY_PROPERTY;
    row.id = row.input.key;
    row.properties[KEY_PROPERTY] = row.input.key;
    return;
  }
  const email = row.properties['email'];
  if (kind === 'email' && email !== undefined) {
    row.idProperty = 'email';
    row.id = email;
    return;
  }
  const message =
    kind === 'email'
      ? 'A contact without an e-mail address can only be created once HubSpot lets us keep a key on contacts'
      : 'A record like this can only be created once HubSpot lets us keep a key on it: connect again and grant the optional permissions';
  refuse(row, { code: 'write_key_missing', message, field: kind === 'email' ? 'email' : null });
}

/** HubSpot links what it makes in the same step. */
async function createMarked(session: ConnectorSession, info: HubspotObject, rows: Row[]): Promise<void> {
  const body = BODY_PROPERTY[info.type] ?? '';
  for (const row of rows) row.properties[body] = withMarker(row.properties[body], row.input.key);
  for (const round of toRounds(rows, (row) => row.input.key)) {
    await runBatch(session, info, 'create', round);
    // What the batch did not account for is looked up again before it is sent alone.
    const left = round.filter(isOpen);
    for (const row of left) await createAlone(session, info, row);
  }
}

/** An activity that is changed keeps its marker: the answer may get lost, and then it is looked for by it again. */
function keepMarker({ info, id, input, properties }: Row): void {
  const body = BODY_PROPERTY[info.type];
  if (id !== null && body !== undefined && properties[body] !== undefined)
    properties[body] = withMarker(properties[body], input.key);
}

async function createAlone(session: ConnectorSession, info: HubspotObject, row: Row): Promise<void> {
  const found = await findMarked(session, info, row.input);
  if (found !== null) row.outcome = { id: found, created: false };
  else await runBatch(session, info, 'create', [row]);
}

/** A fresh property is not usable at once; one that a person removed has to be made again. */
function throwIfKeyIsUnknown(rows: Row[]): void {
  const isKeyToBlame = rows.some(
    ({ outcome }) =>
      outcome !== null &&
      'fault' in outcome &&
      outcome.fault.field === KEY_PROPERTY &&
      outcome.fault.code !== 'conflict',
  );
  if (isKeyToBlame)
    throw new CrmError('unavailable', 'HubSpot does not know our key property yet', {
      retryAfterMs: PROPERTY_WAIT_MS,
      field: KEY_PROPERTY,
    });
}

function toResult(object: ObjectName, row: Row): WriteResult {
  const { key } = row.input;
  const { outcome } = row;
  if (outcome && 'id' in outcome) {
    const { id, created, record } = outcome;
    // What is only written, such as notes, is not told: no pull would ever bring it.
    const isPulled = row.info.type === MAIN_TYPE[object] && record?.properties !== undefined;
    const written = isPulled ? { written: hubspotToRemote(row.info, record, {}) } : {};
    return { ok: true, key, remoteId: toRemoteId(row.info.type, id), created, ...written };
  }
  return { ok: false, key, error: faultOf(outcome, 'HubSpot') };
}
