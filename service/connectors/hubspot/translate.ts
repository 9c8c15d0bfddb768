import type { RemoteRecord, RemoteValues } from '../connector.js';
import { markerOf } from '../marker.js';
import { type HubspotObject, KIND_FIELD, toRemoteId } from './objects.js';
import type { HubspotRecord, HubspotType } from './types.js';

/** Property of another kind of activity, by the call property that means the same. */
const BY_CALL_PROPERTY: Partial<Record<HubspotType, Record<string, string>>> = {
  notes: { hs_timestamp: 'hs_timestamp', hs_call_body: 'hs_note_body', hubspot_owner_id: 'hubspot_owner_id' },
  tasks: {
    hs_timestamp: 'hs_timestamp',
    hs_call_title: 'hs_task_subject',
    hs_call_body: 'hs_task_body',
    hubspot_owner_id: 'hubspot_owner_id',
  },
  meetings: {
    hs_timestamp: 'hs_timestamp',
    hs_call_title: 'hs_meeting_title',
    hs_call_body: 'hs_meeting_body',
    hubspot_owner_id: 'hubspot_owner_id',
  },
};

/** Where an activity's text stands, which is also where a marker goes. */
export const BODY_PROPERTY: Partial<Record<HubspotType, string>> = {
  calls: 'hs_call_body',
  notes: 'hs_note_body',
  tasks: 'hs_task_body',
  meetings: 'hs_meeting_body',
};

/** Properties to ask for: the wanted ones and those we always need. Unknown names are ignored by HubSpot. */
export function propertiesToAsk(info: HubspotObject, fields: readonly string[]): string[] {
  const renamed = BY_CALL_PROPERTY[info.type];
  const wanted = fields.filter((name) => name !== KIND_FIELD);
  const known = renamed ? wanted.flatMap((name) => renamed[name] ?? []) : wanted;
  const merged = info.type in BODY_PROPERTY ? [] : ['hs_merged_object_ids'];
  return [...new Set([...known, info.modified, ...merged])];
}

/** A HubSpot record as we hand it on. `refs` are HubSpot ids by our ref field, the primary one first. */
export function hubspotToRemote(
  info: HubspotObject,
  record: HubspotRecord,
  refs: Record<string, string[]>,
): RemoteRecord {
  const stamp = modifiedAt(info, record);
  return {
    remoteId: toRemoteId(info.type, record.id),
    values: readValues(info, record.properties),
    refs,
    updatedAt: stamp === null ? null : new Date(stamp),
    archived: record.archived ?? false,
    mergedIds: (record.properties['hs_merged_object_ids'] ?? '').split(';').filter(Boolean),
  };
}

/** When a record last changed, in ms; null when HubSpot did not tell. */
export function modifiedAt(info: HubspotObject, record: HubspotRecord): number | null {
  const stamp = Date.parse(record.properties[info.modified] ?? record.updatedAt ?? '');
  return Number.isNaN(stamp) ? null : stamp;
}

function readValues(info: HubspotObject, properties: Record<string, string | null>): RemoteValues {
  const body = BODY_PROPERTY[info.type];
  if (body === undefined) return { ...properties };
  const values: RemoteValues = { ...properties, [KIND_FIELD]: info.type };
  if (typeof values[body] === 'string') values[body] = withoutMarker(values[body]);
  for (const [call, own] of Object.entries(BY_CALL_PROPERTY[info.type] ?? {}))
    if (own in values) values[call] = values[own];
  return values;
}

/** The kind of activity that values describe; a call when they do not tell. */
export function activityType(values: RemoteValues): HubspotType {
  const kind = values[KIND_FIELD];
  return kind === 'notes' || kind === 'tasks' || kind === 'meetings' ? kind : 'calls';
}

/**
 * Properties of a write, all of them text. An update empties what is null; a create leaves it out.
 */
export function valuesToProperties(
  type: HubspotType,
  values: RemoteValues,
  isCreate: boolean,
): Record<string, string> {
  const properties: Record<string, string> = {};
  const renamed = BY_CALL_PROPERTY[type];
  for (const [name, value] of Object.entries(values)) {
    const target = renamed ? renamed[name] : name;
    if (target === undefined || name === KIND_FIELD || value === undefined) continue;
    const text = toText(value);
    if (text !== '' || !isCreate) properties[target] = text;
  }
  return { ...(isCreate ? created(type, values) : {}), ...properties };
}

/** What HubSpot wants of a new activity beyond what a mapping gives. */
function created(type: HubspotType, values: RemoteValues): Record<string, string> {
  // A recording is only transcribed for calls of this source.
  if (type === 'calls') return { hs_call_status: 'COMPLETED', hs_call_source: 'INTEGRATIONS_PLATFORM' };
  if (type === 'tasks') return { hs_task_status: 'NOT_STARTED' };
  if (type !== 'meetings') return {};
  const start = Date.parse(toText(values['hs_timestamp']));
  if (Number.isNaN(start)) return {};
  const end = start + (Number(toText(values['hs_call_duration'])) || 0);
  return {
    hs_meeting_start_time: new Date(start).toISOString(),
    hs_meeting_end_time: new Date(end).toISOString(),
  };
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(toText).join(';') : String(value);
}

/** The text with the marker of the key as its last paragraph. */
export function withMarker(body: string | undefined, key: string): string {
  return `${body ?? ''}<p>${markerText(key)}</p>`;
}

function withoutMarker(body: string): string {
  return body.replace(/<p>Ref: [\w.:-]{16,}<\/p>\s*$/, '');
}

/** The marker of a key as it stands in HTML. */
export function markerText(key: string): string {
  return markerOf(key).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
