import type { ObjectName } from '../../../shared/records.js';
import { groupBy, toRounds } from '../batches.js';
import { type ConnectorSession, CrmError, type WriteInput, type WriteResult } from '../connector.js';
import { adoptMarked } from '../marked.js';
import { faultOf, isOpen, refuse } from '../write-outcome.js';
import { learnFormat } from './duration-format.js';
import { type Definitions, definitionsFor } from './field-definitions.js';
import { findByField, findMarked } from './find-by-key.js';
import { withMarker } from './marker.js';
import { setEnds } from './meetings.js';
import {
  DURATION_FIELD,
  fromRemoteId,
  MAIN_MODULE,
  toRemoteId,
  ZOHO_OBJECTS,
  type ZohoObject,
} from './objects.js';
import { readBack } from './read-back.js';
import { activityModule, callNameOf } from './translate.js';
import { runBatch } from './write-batch.js';
import { keyFieldOf, WITHOUT_FIELD } from './write-keys.js';
import type { Row } from './write-row.js';
import { namesOf, toData } from './write-values.js';

/**
 * Writes up to 100 records: those with a remote id are changed, the others are created or found by their key. Links are
 * fields of the records. Every step can be repeated.
 *
 * @throws CrmError when Zoho cannot be asked or the answer was lost; what single records lack is in the results.
 */
export async function write(
  session: ConnectorSession,
  object: ObjectName,
  inputs: WriteInput[],
): Promise<WriteResult[]> {
  const rows = inputs.map((input) => toRow(object, input));
  for (const [info, group] of groupBy(rows, (row) => row.info)) {
    await writeGroup(session, info, group);
    if (info.module === MAIN_MODULE[object]) await readBack(session, info, group);
  }
  return rows.map((row) => toResult(object, row));
}

function toRow(object: ObjectName, input: WriteInput): Row {
  const module = object === 'activity' ? activityModule(input.values) : MAIN_MODULE[object];
  const target =
    input.remoteId === null ? { info: ZOHO_OBJECTS[module], id: null } : fromRemoteId(object, input.remoteId);
  return { input, ...target, data: {}, isTaken: false, isForeign: false, outcome: null };
}

async function writeGroup(session: ConnectorSession, info: ZohoObject, rows: Row[]): Promise<void> {
  const { module } = info;
  const wanted = keyFieldOf(session, module);
  const names = new Set(rows.flatMap((row) => namesOf(module, row.input.values)));
  const definitions = await definitionsFor(session, module, [...names, ...(wanted === null ? [] : [wanted])]);
  // Somebody may have removed it: Zoho would take the value without a word and keep nothing.
  const keyField = wanted !== null && definitions?.has(wanted) === false ? null : wanted;
  const isMarked = keyField === null && WITHOUT_FIELD[module] === 'marker';
  if (isMarked)
    await adoptMarked(
      rows,
      (row) => findMarked(session, info, row.input),
      (row, id) => {
        row.input = { ...row.input, remoteId: toRemoteId(module, id) };
      },
    );
  if (rows.some(({ input }) => module === 'Calls' && DURATION_FIELD in input.values))
    await learnFormat(session);
  for (const row of rows.filter(isOpen)) fill(session, row, definitions);
  if (module === 'Events') await setEnds(session, info, rows);
  if (isMarked) for (const row of rows) keepMarker(row);
  const isUpdate = (row: Row) => row.id !== null && isOpen(row);
  for (const round of toRounds(rows.filter(isUpdate), (row) => row.id ?? ''))
    await runBatch(session, info, { kind: 'update' }, round, null);
  const creates = rows.filter(isOpen);
  if (keyField !== null) await createByField(session, info, creates, keyField);
  else if (isMarked) await createMarked(session, info, creates);
  else await createByEmail(session, info, creates);
}

/** Zoho ignores fields it does not know without a word, so we refuse them. */
function fill(session: ConnectorSession, row: Row, definitions: Definitions | null): void {
  const { module } = row.info;
  row.data = toData(session, row.info, row.input, definitions);
  // An account without recordings gets them in the text: such a field is not in the data any more.
  const names = namesOf(module, row.input.values).filter((name) => name in row.data);
  const unknown = definitions && names.find((name) => !definitions.has(name));
  if (!unknown) return;
  const value = row.data[unknown];
  refuse(row, {
    code: 'unknown_field',
    message: `Zoho has no field ${unknown}`,
    field: callNameOf(module, unknown),
    ...(value === null || value === undefined ? {} : { value: String(value) }),
  });
}

async function createByField(
  session: ConnectorSession,
  info: ZohoObject,
  rows: Row[],
  keyField: string,
): Promise<void> {
  for (const row of rows) row.data[keyField] = row.input.key;
  const way = info.canUpsert ? ({ kind: 'upsert', by: keyField } as const) : ({ kind: 'insert' } as const);
  for (const round of toRounds(rows, (row) => row.input.key))
    await runBatch(session, info, way, round, keyField);
  const taken = rows.filter((row) => row.isTaken && isOpen(row));
  for (const row of taken) {
    row.id ??= await findByField(session, info.module, keyField, row.input.key);
    if (row.id === null)
      throw new CrmError('unavailable', 'Zoho says that our key is taken and does not show by which record');
  }
  for (const round of toRounds(taken, (row) => row.id ?? ''))
    await runBatch(session, info, { kind: 'update' }, round, null);
}

/** Without our field a person is known by the e-mail address; nothing else of a record is its own. */
async function createByEmail(session: ConnectorSession, info: ZohoObject, rows: Row[]): Promise<void> {
  const isContact = WITHOUT_FIELD[info.module] === 'email';
  for (const row of rows) {
    if (isContact && row.data['Email']) continue;
    const message = isContact
      ? 'A contact without an e-mail address can only be created once Zoho lets us keep a key on contacts'
      : 'A record like this can only be created once Zoho lets us keep a key on it: connect again as somebody who may add fields';
    refuse(row, { code: 'write_key_missing', message, field: isContact ? 'Email' : null });
  }
  for (const round of toRounds(rows.filter(isOpen), (row) => String(row.data['Email'])))
    await runBatch(session, info, { kind: 'upsert', by: 'Email' }, round, null);
}

/** An activity that is changed keeps its marker: the answer may get lost, and then it is looked for by it again. */
function keepMarker({ info, id, input, data }: Row): void {
  if (id !== null && info.body !== null && data[info.body] !== undefined)
    data[info.body] = withMarker(data[info.body], input.key);
}

async function createMarked(session: ConnectorSession, info: ZohoObject, rows: Row[]): Promise<void> {
  if (info.body !== null)
    for (const row of rows) row.data[info.body] = withMarker(row.data[info.body], row.input.key);
  for (const round of toRounds(rows, (row) => row.input.key))
    await runBatch(session, info, { kind: 'insert' }, round, null);
}

function toResult(object: ObjectName, row: Row): WriteResult {
  const { key } = row.input;
  const { module } = row.info;
  const { outcome } = row;
  if (outcome && 'id' in outcome) {
    const { id, created, remote } = outcome;
    // What is only written, such as notes, is not told: no pull would ever bring it.
    const written = remote && module === MAIN_MODULE[object] ? { written: remote } : {};
    return { ok: true, key, remoteId: toRemoteId(module, id), created, ...written };
  }
  const fault = faultOf(outcome, 'Zoho');
  const isLength = fault.field === 'Call_Duration' || fault.field === 'End_DateTime';
  const field = isLength ? DURATION_FIELD : callNameOf(module, fault.field);
  return { ok: false, key, error: { ...fault, field } };
}
