import type { RemoteRecord, RemoteValues } from '../connector.js';
import { durationFormatOf, fromDuration } from './durations.js';
import { withoutMarker } from './marker.js';
import { DURATION_FIELD, isOtherActivity, KIND_FIELD, toRemoteId, type ZohoObject } from './objects.js';
import type { ZohoModule, ZohoRecord } from './types.js';

/** Field of another kind of activity, by the call field that means the same. */
const BY_CALL_FIELD: Partial<Record<ZohoModule, Record<string, string>>> = {
  Tasks: { Subject: 'Subject', Description: 'Description', Call_Start_Time: 'Due_Date', Owner: 'Owner' },
  Events: {
    Subject: 'Event_Title',
    Description: 'Description',
    Call_Start_Time: 'Start_DateTime',
    Owner: 'Owner',
  },
  Notes: { Subject: 'Note_Title', Description: 'Note_Content', Owner: 'Owner' },
};

/** Where the length of an activity stands. */
const DURATIONS: Partial<Record<ZohoModule, string[]>> = {
  Calls: ['Call_Duration', 'Call_Duration_in_seconds'],
  Events: ['Start_DateTime', 'End_DateTime'],
};
/** Activities that are with somebody and about something. */
export const WITH_PARTIES: readonly ZohoModule[] = ['Calls', 'Tasks', 'Events'];
/** Who an activity is with and what it is about. */
const PARTIES = ['Who_Id', 'What_Id', '$se_module'];

/** Zoho's name of a field in this module; null where it has none. */
export function nameIn(module: ZohoModule, field: string): string | null {
  if (field === KIND_FIELD) return null;
  const renamed = BY_CALL_FIELD[module];
  return renamed ? (renamed[field] ?? null) : field;
}

/** The call field that a mapping knows a module's field by. */
export function callNameOf<T extends string | null>(module: ZohoModule, name: T): T | string {
  const renamed = Object.entries(BY_CALL_FIELD[module] ?? {});
  return renamed.find(([, own]) => own === name)?.[0] ?? name;
}

/** Fields to ask for: the wanted ones and those we always need. */
export function fieldsToAsk(info: ZohoObject, fields: readonly string[]): string[] {
  const wanted = fields.flatMap((field) => {
    if (field === DURATION_FIELD) return DURATIONS[info.module] ?? [];
    return nameIn(info.module, field) ?? [];
  });
  const parties = WITH_PARTIES.includes(info.module) ? PARTIES : [];
  return [...new Set([...wanted, 'Modified_Time', ...Object.values(info.lookups), ...parties])];
}

/** A Zoho record as we hand it on. */
export function zohoToRemote(
  info: ZohoObject,
  record: ZohoRecord,
  metadata: Record<string, unknown>,
): RemoteRecord {
  const stamp = modifiedAt(record);
  return {
    remoteId: toRemoteId(info.module, record.id),
    values: readValues(info, record, metadata),
    refs: readRefs(info, record),
    updatedAt: stamp === null ? null : new Date(stamp),
    archived: false,
    mergedIds: [],
  };
}

/** When a record last changed, in ms; null when Zoho did not tell. */
export function modifiedAt(record: ZohoRecord): number | null {
  const stamp = Date.parse(String(record['Modified_Time'] ?? ''));
  return Number.isNaN(stamp) ? null : stamp;
}

/** Lookups become ids, lists of them lists of ids. */
function readValues(info: ZohoObject, record: ZohoRecord, metadata: Record<string, unknown>): RemoteValues {
  const values: RemoteValues = {};
  for (const [name, value] of Object.entries(record)) values[name] = flatten(value);
  const { body, module } = info;
  if (body === null) return values;
  values[KIND_FIELD] = module;
  if (typeof values[body] === 'string') values[body] = withoutMarker(values[body]);
  for (const [call, own] of Object.entries(BY_CALL_FIELD[module] ?? {}))
    if (own in values) values[call] = values[own];
  if (DURATIONS[module]?.some((name) => name in record))
    values[DURATION_FIELD] = module === 'Events' ? meetingLength(record) : secondsOf(record, metadata);
  return values;
}

function flatten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flatten);
  const isLookup = typeof value === 'object' && value !== null && 'id' in value;
  return isLookup ? value.id : value;
}

/** Zoho's own count where it tells one, which needs no form. */
function secondsOf(record: ZohoRecord, metadata: Record<string, unknown>): number | null {
  const told = record['Call_Duration_in_seconds'];
  if (typeof told === 'number') return told;
  return fromDuration(record['Call_Duration'], durationFormatOf(metadata));
}

/** Whole seconds from begin to end; null where one is missing. */
export function meetingLength({ Start_DateTime, End_DateTime }: Partial<ZohoRecord>): number | null {
  const ms = Date.parse(String(End_DateTime ?? '')) - Date.parse(String(Start_DateTime ?? ''));
  return Number.isNaN(ms) ? null : Math.round(ms / 1_000);
}

function readRefs({ module, lookups }: ZohoObject, record: ZohoRecord): Record<string, string[]> {
  const ref = (name: string | undefined): string[] => {
    const id = name === undefined ? null : idOf(record[name]);
    return id === null ? [] : [id];
  };
  if (module === 'Contacts') return { company_id: ref(lookups.Accounts) };
  if (module === 'Deals') return { contact_ids: ref(lookups.Contacts), company_id: ref(lookups.Accounts) };
  if (!WITH_PARTIES.includes(module)) return {};
  const about = record['$se_module'];
  return {
    contact_id: ref('Who_Id'),
    company_id: about === 'Accounts' ? ref('What_Id') : [],
    deal_id: about === 'Deals' ? ref('What_Id') : [],
  };
}

function idOf(lookup: unknown): string | null {
  const id = flatten(lookup);
  return typeof id === 'string' && id !== '' ? id : null;
}

/** The module that values describe an activity of; calls when they do not tell. */
export function activityModule(values: RemoteValues): ZohoModule {
  const kind = values[KIND_FIELD];
  return isOtherActivity(kind) ? kind : 'Calls';
}
