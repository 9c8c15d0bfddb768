import { readableTime } from '../../kit/pages/readable.js';
import type { ObjectType } from '../object-types.js';
import { readValue } from '../records/present.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';

/** What a record is called on a page. */
export function recordName(type: ObjectType, version: Version): string {
  const { properties } = version;
  const names: Record<ObjectType, string | undefined> = {
    contacts:
      [properties['firstname'], properties['lastname']].filter(Boolean).join(' ') || properties['email'],
    companies: properties['name'] || properties['domain'],
    deals: properties['dealname'],
    calls: properties['hs_call_title'] || 'Call',
    tasks: properties['hs_task_subject'] || 'Task',
    notes: 'Note',
    meetings: properties['hs_meeting_title'] || 'Meeting',
  };
  return names[type] || `Record ${version.id}`;
}

/** A value as people read it: option labels, owner names, dates in words; empty string when there is none. */
export function readableValue(portal: Portal, type: ObjectType, version: Version, name: string): string {
  const value = readValue(portal, type, version, name);
  if (value === null) return '';
  const definition = portal.property(type, name);
  if (name === 'hubspot_owner_id') {
    const owner = portal.owner(value);
    return owner ? `${owner.firstName} ${owner.lastName}` : value;
  }
  if (definition?.type === 'datetime') return readableTime(value);
  if (definition?.type !== 'enumeration') return value;
  const labels = value
    .split(';')
    .map((each) => definition.options.find((option) => option.value === each)?.label);
  return labels.every((label) => label !== undefined) ? labels.join(', ') : value;
}
