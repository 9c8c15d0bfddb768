import type { ObjectType } from '../object-types.js';
import { define, type PropertyDefinition, systemProperties } from './definition.js';

/** Call outcomes every account starts with; the ids are the same everywhere. */
export const DEFAULT_DISPOSITIONS: [id: string, label: string][] = [
  ['9d9162e7-6cf3-4944-bf63-4dff82258764', 'Busy'],
  ['f240bbac-87c9-4f6e-bf70-924b57d47db7', 'Connected'],
  ['a4c4c377-d246-4b32-a13b-75a56a4cd0ff', 'Left live message'],
  ['b2cf5968-551e-4856-9783-52b3da59a7d0', 'Left voicemail'],
  ['73a0d17f-1163-4015-bdd5-ec830791da20', 'No answer'],
  ['17b47fee-58de-441e-a44c-c6300d46f273', 'Wrong number'],
];

const same = (...values: string[]): [string, string][] => values.map((value) => [value, readable(value)]);

function readable(value: string): string {
  const words = value.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function shared(group: string): PropertyDefinition[] {
  return [
    define('hs_timestamp', 'Activity date', 'datetime', { group }),
    define('hs_activity_type', 'Activity type', 'string', { group }),
    define('hs_createdate', 'Create date', 'datetime', { group, readOnly: true }),
    define('hs_lastmodifieddate', 'Last modified date', 'datetime', { group, readOnly: true }),
    ...systemProperties(group),
  ];
}

function callProperties(): PropertyDefinition[] {
  const group = 'call';
  return [
    define('hs_call_title', 'Call title', 'string', { group }),
    define('hs_call_body', 'Call notes', 'string', { group, fieldType: 'html' }),
    define('hs_call_direction', 'Call direction', 'enumeration', {
      group,
      options: same('INBOUND', 'OUTBOUND'),
    }),
    define('hs_call_status', 'Call status', 'enumeration', {
      group,
      options: same(
        'BUSY',
        'CALLING_CRM_USER',
        'CANCELED',
        'COMPLETED',
        'CONNECTING',
        'FAILED',
        'IN_PROGRESS',
        'MISSED',
        'NO_ANSWER',
        'QUEUED',
        'RINGING',
      ),
    }),
    define('hs_call_disposition', 'Call outcome', 'enumeration', { group, options: DEFAULT_DISPOSITIONS }),
    define('hs_call_duration', 'Call duration', 'number', { group, description: 'Milliseconds.' }),
    define('hs_call_from_number', 'From number', 'string', { group }),
    define('hs_call_to_number', 'To number', 'string', { group }),
    define('hs_call_recording_url', 'Recording URL', 'string', { group }),
    define('hs_call_source', 'Call source', 'enumeration', {
      group,
      options: same('INTEGRATIONS_PLATFORM', 'SIDEKICK_MOBILE', 'ZOOM', 'CHROME_EXTENSION'),
    }),
    define('hs_call_callee_object_id', 'Callee object ID', 'number', { group }),
    define('hs_call_callee_object_type', 'Callee object type', 'enumeration', {
      group,
      options: same('CONTACT', 'COMPANY'),
    }),
    ...shared(group),
  ];
}

function taskProperties(): PropertyDefinition[] {
  const group = 'task';
  return [
    define('hs_task_subject', 'Task title', 'string', { group }),
    define('hs_task_body', 'Task notes', 'string', { group, fieldType: 'html' }),
    define('hs_task_status', 'Task status', 'enumeration', {
      group,
      options: same('NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'DEFERRED', 'COMPLETED'),
    }),
    define('hs_task_priority', 'Priority', 'enumeration', { group, options: same('LOW', 'MEDIUM', 'HIGH') }),
    define('hs_task_type', 'Task type', 'enumeration', { group, options: same('CALL', 'EMAIL', 'TODO') }),
    ...shared(group),
  ];
}

function noteProperties(): PropertyDefinition[] {
  return [
    define('hs_note_body', 'Note body', 'string', { group: 'note', fieldType: 'html' }),
    ...shared('note'),
  ];
}

function meetingProperties(): PropertyDefinition[] {
  const group = 'meeting';
  return [
    define('hs_meeting_title', 'Meeting name', 'string', { group }),
    define('hs_meeting_body', 'Meeting description', 'string', { group, fieldType: 'html' }),
    define('hs_meeting_location', 'Location', 'string', { group }),
    define('hs_meeting_start_time', 'Start time', 'datetime', { group }),
    define('hs_meeting_end_time', 'End time', 'datetime', { group }),
    define('hs_meeting_outcome', 'Meeting outcome', 'enumeration', {
      group,
      options: same('SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', 'CANCELED'),
    }),
    ...shared(group),
  ];
}

/** Properties of an activity type. */
export function activityProperties(type: ObjectType): PropertyDefinition[] {
  if (type === 'calls') return callProperties();
  if (type === 'tasks') return taskProperties();
  return type === 'notes' ? noteProperties() : meetingProperties();
}
