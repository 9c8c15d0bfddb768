import type { ObjectName } from '../../../shared/records.js';
import type { HubspotType } from './types.js';

/** The unique property that holds our write key. */
export const KEY_PROPERTY = 'connect_external_id';

/** A field of ours, not of HubSpot's: which kind of activity a record is. `@` cannot stand in a property name. */
export const KIND_FIELD = '@object_type';

/** What differs between HubSpot's objects. */
export interface HubspotObject {
  type: HubspotType;
  /** Stands in record pages. */
  typeId: string;
  /** Moves with every change; contacts have their own name for it. */
  modified: 'lastmodifieddate' | 'hs_lastmodifieddate';
  /** A property every account has; ours is put into the same group. */
  anchor: string;
  /** Our ref fields and the objects they lead to. */
  refs: Record<string, HubspotType>;
  /** Type ids of links from here that HubSpot itself defines: the plain one, and the primary where there is one. */
  links: Partial<Record<HubspotType, { plain: number; primary?: number }>>;
}

function activity(
  type: HubspotType,
  typeId: string,
  anchor: string,
  [contacts, companies, deals]: [number, number, number],
): HubspotObject {
  return {
    type,
    typeId,
    modified: 'hs_lastmodifieddate',
    anchor,
    refs: { contact_id: 'contacts', company_id: 'companies', deal_id: 'deals' },
    links: { contacts: { plain: contacts }, companies: { plain: companies }, deals: { plain: deals } },
  };
}

/** @source association type table, see README.md, checked 2026-11. */
export const HUBSPOT_OBJECTS: Record<HubspotType, HubspotObject> = {
  contacts: {
    type: 'contacts',
    typeId: '0-1',
    modified: 'lastmodifieddate',
    anchor: 'email',
    refs: { company_id: 'companies' },
    links: { companies: { plain: 279, primary: 1 }, deals: { plain: 4 } },
  },
  companies: {
    type: 'companies',
    typeId: '0-2',
    modified: 'hs_lastmodifieddate',
    anchor: 'name',
    refs: {},
    links: { contacts: { plain: 280 }, deals: { plain: 342 } },
  },
  deals: {
    type: 'deals',
    typeId: '0-3',
    modified: 'hs_lastmodifieddate',
    anchor: 'dealname',
    refs: { contact_ids: 'contacts', company_id: 'companies' },
    links: { contacts: { plain: 3 }, companies: { plain: 341, primary: 5 } },
  },
  calls: activity('calls', '0-48', 'hs_call_title', [194, 182, 206]),
  notes: activity('notes', '0-46', 'hs_note_body', [202, 190, 214]),
  tasks: activity('tasks', '0-27', 'hs_task_subject', [204, 192, 216]),
  meetings: activity('meetings', '0-47', 'hs_meeting_title', [200, 188, 212]),
};

/** The HubSpot object that is read for each of ours; other activities than calls are only written. */
export const MAIN_TYPE: Record<ObjectName, HubspotType> = {
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
  activity: 'calls',
};

export const ACTIVITY_TYPES = ['calls', 'notes', 'tasks', 'meetings'] as const;

/** Remote id of a record: HubSpot's own; activities that are no calls carry their type, `notes:123`. */
export function toRemoteId(type: HubspotType, id: string): string {
  return type === 'notes' || type === 'tasks' || type === 'meetings' ? `${type}:${id}` : id;
}

/** Which HubSpot object a remote id of ours stands for, and HubSpot's id. */
export function fromRemoteId(object: ObjectName, remoteId: string): { info: HubspotObject; id: string } {
  const [type, id] = remoteId.split(':');
  if (
    object === 'activity' &&
    id !== undefined &&
    (type === 'notes' || type === 'tasks' || type === 'meetings')
  )
    return { info: HUBSPOT_OBJECTS[type], id };
  return { info: HUBSPOT_OBJECTS[MAIN_TYPE[object]], id: remoteId };
}
