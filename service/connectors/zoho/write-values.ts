import type { ConnectorSession, RemoteValues, WriteInput } from '../connector.js';
import { toStamp } from './client.js';
import { knownFormat } from './duration-format.js';
import { toDuration, USUAL_FORMAT } from './durations.js';
import type { Definitions } from './field-definitions.js';
import { isReadOnly } from './fields.js';
import { DURATION_FIELD, type ZohoObject } from './objects.js';
import { nameIn, WITH_PARTIES } from './translate.js';
import type { ZohoModule } from './types.js';

/** The call's status is named differently in different accounts. */
const STATUS_FIELDS = ['Outgoing_Call_Status', 'Outbound_Call_Status', 'Call_Status'];
const RECORDING_FIELD = 'Voice_Recording__s';

/**
 * Fields of a write in Zoho's own JSON types. An update empties what is null; a create leaves it out.
 *
 * @param definitions null where we may not read them: values go as they look.
 */
export function toData(
  session: ConnectorSession,
  info: ZohoObject,
  input: Pick<WriteInput, 'values' | 'associations' | 'remoteId'>,
  definitions: Definitions | null,
): Record<string, unknown> {
  const isCreate = input.remoteId === null;
  const data: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(input.values)) {
    if (field === DURATION_FIELD) {
      const length = lengthOf(session, info.module, value);
      if (length !== null) data['Call_Duration'] = length;
      continue;
    }
    const name = nameIn(info.module, field);
    if (name === null || value === undefined) continue;
    const converted = toType(definitions?.get(name)?.data_type ?? null, value);
    if (converted !== null || !isCreate) data[name] = converted;
  }
  const whole = {
    ...(isCreate ? created(info.module, data, definitions) : {}),
    ...data,
    ...links(info, input),
  };
  return withoutRecording(whole, definitions);
}

function lengthOf(session: ConnectorSession, module: ZohoModule, value: unknown): string | null {
  const seconds = Number(value);
  if (module !== 'Calls' || value === null || value === undefined || Number.isNaN(seconds)) return null;
  return toDuration(seconds, knownFormat(session) ?? USUAL_FORMAT);
}

/** A value in the JSON type of a field; null for nothing. */
function toType(type: string | null, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null;
  switch (type) {
    case 'currency':
    case 'double':
    case 'percent':
    case 'integer':
      return Number.isNaN(Number(value)) ? value : Number(value);
    case 'boolean':
      return typeof value === 'string' ? value.toLowerCase() === 'true' : value;
    case 'date':
      return toText(value).slice(0, 10);
    case 'datetime':
      return toInstant(value);
    case 'lookup':
    case 'ownerlookup':
      return { id: toText(value) };
    case 'multiselectpicklist':
      return Array.isArray(value) ? value : toText(value).split(';');
    case null:
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? toInstant(value) : value;
    default:
      return toText(value);
  }
}

function toInstant(value: unknown): unknown {
  const ms = value instanceof Date ? value.getTime() : Date.parse(toText(value));
  return Number.isNaN(ms) ? value : toStamp(ms);
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.join(';') : String(value);
}

/** What Zoho wants of a new record beyond what a mapping gives. */
function created(
  module: ZohoModule,
  data: Record<string, unknown>,
  definitions: Definitions | null,
): Record<string, unknown> {
  if (module === 'Contacts') return lastName(data);
  if (module === 'Tasks') return { Subject: 'Task', Status: 'Not Started' };
  if (module === 'Events') return { Event_Title: 'Meeting' };
  if (module !== 'Calls') return {};
  const status = STATUS_FIELDS.find((name) => {
    const definition = definitions?.get(name);
    return definition !== undefined && !isReadOnly(definition);
  });
  const type = data['Call_Type'] ?? 'Outbound';
  return {
    Subject: 'Call',
    Call_Type: type,
    Call_Duration: '00:00',
    // Of inbound calls Zoho knows that they took place.
    ...(status !== undefined && type === 'Outbound' ? { [status]: 'Completed' } : {}),
  };
}

/** Zoho takes no contact without one: what else names the person stands in. */
function lastName({ First_Name, Email, Phone, Mobile }: Record<string, unknown>): Record<string, unknown> {
  const name = First_Name ?? Email ?? Phone ?? Mobile;
  return name === undefined || name === null ? {} : { Last_Name: name };
}

/** Links are lookups of the record itself. Of several contacts of a deal only the first has a place. */
function links(
  { module, lookups }: ZohoObject,
  { associations }: Pick<WriteInput, 'associations'>,
): Record<string, unknown> {
  const idOf = (object: string) => associations.find((each) => each.object === object)?.remoteId ?? null;
  const [contact, company, deal] = [idOf('contact'), idOf('company'), idOf('deal')];
  if (module === 'Notes') return parentOf(contact, company, deal);
  if (WITH_PARTIES.includes(module))
    return {
      ...(contact === null ? {} : { Who_Id: { id: contact } }),
      ...(deal !== null
        ? { What_Id: { id: deal }, $se_module: 'Deals' }
        : company !== null
          ? { What_Id: { id: company }, $se_module: 'Accounts' }
          : {}),
    };
  return {
    ...(lookups.Accounts && company !== null ? { [lookups.Accounts]: { id: company } } : {}),
    ...(lookups.Contacts && contact !== null ? { [lookups.Contacts]: { id: contact } } : {}),
  };
}

/** A note hangs on exactly one record: on what it is most likely about. */
function parentOf(
  contact: string | null,
  company: string | null,
  deal: string | null,
): Record<string, unknown> {
  const [name, id] = deal ? ['Deals', deal] : contact ? ['Contacts', contact] : ['Accounts', company];
  return id === null ? {} : { Parent_Id: { module: { api_name: name }, id } };
}

/** Accounts that keep no recordings get its address as a line of the text. */
function withoutRecording(
  data: Record<string, unknown>,
  definitions: Definitions | null,
): Record<string, unknown> {
  const isKept = definitions === null || definitions.has(RECORDING_FIELD);
  return isKept ? data : moveRecording(data);
}

/** Moves the address of a recording into the text. */
export function moveRecording({
  [RECORDING_FIELD]: recording,
  ...data
}: Record<string, unknown>): Record<string, unknown> {
  if (recording === null || recording === undefined) return data;
  return { ...data, Description: [data['Description'], recording].filter(Boolean).join('\n\n') };
}

/** What a refused call may be sent without: null when the field to blame has to be told to a person. */
export function amend(
  module: ZohoModule,
  data: Record<string, unknown>,
  blamed: string,
  isUpdate: boolean,
): Record<string, unknown> | null {
  if (module !== 'Calls' || !(blamed in data)) return null;
  if (blamed === RECORDING_FIELD) return moveRecording(data);
  // Of a completed call these stay as they are.
  const isLocked = isUpdate && ['Call_Type', 'Call_Start_Time', 'Owner'].includes(blamed);
  if (!isLocked && !STATUS_FIELDS.includes(blamed)) return null;
  const { [blamed]: _left, ...rest } = data;
  return rest;
}

/** Names of the fields that values set, as the module has them. */
export function namesOf(module: ZohoModule, values: RemoteValues): string[] {
  return Object.keys(values).flatMap((field) =>
    field === DURATION_FIELD ? [] : (nameIn(module, field) ?? []),
  );
}
