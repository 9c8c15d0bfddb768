import type { ModuleName } from '../modules.js';
import { type FieldDefinition, field, lookup, picklist } from './definition.js';

/** A call counts as over with `Completed`. */
export const CALL_STATUSES = ['Completed', 'Scheduled', 'Overdue', 'Cancelled'];

function parties(): FieldDefinition[] {
  return [lookup('Who_Id', 'Contact Name', 'Contacts'), lookup('What_Id', 'Related To', 'parent')];
}

function callFields(statusField: string): FieldDefinition[] {
  const isOpen = true;
  return [
    field('text', 'Subject', 'Subject', { isMandatory: true }),
    picklist('Call_Type', 'Call Type', ['Inbound', 'Outbound', 'Missed'], { isMandatory: true }),
    field('datetime', 'Call_Start_Time', 'Call Start Time', { isMandatory: true }),
    field('text', 'Call_Duration', 'Call Duration', { length: 10 }),
    field('integer', 'Call_Duration_in_seconds', 'Call Duration (in seconds)', { isReadOnly: true }),
    picklist(statusField, 'Outgoing Call Status', CALL_STATUSES),
    picklist('Call_Purpose', 'Call Purpose', ['Prospecting', 'Administrative', 'Negotiation', 'Demo'], {
      isOpen,
    }),
    picklist(
      'Call_Result',
      'Call Result',
      [
        'Interested',
        'Not interested',
        'No response/Busy',
        'Requested more info',
        'Requested call back',
        'Invalid number',
      ],
      { isOpen },
    ),
    field('textarea', 'Call_Agenda', 'Call Agenda'),
    field('textarea', 'Description', 'Description'),
    field('website', 'Voice_Recording__s', 'Voice Recording', { length: 2_000 }),
    field('phone', 'Caller_ID', 'Caller ID'),
    field('phone', 'Dialled_Number', 'Dialled Number'),
    field('boolean', 'CTI_Entry', 'CTI Entry'),
    ...parties(),
  ];
}

function taskFields(): FieldDefinition[] {
  return [
    field('text', 'Subject', 'Subject', { isMandatory: true }),
    field('date', 'Due_Date', 'Due Date'),
    picklist('Status', 'Status', [
      'Not Started',
      'Deferred',
      'In Progress',
      'Completed',
      'Waiting on someone else',
    ]),
    picklist('Priority', 'Priority', ['High', 'Highest', 'Low', 'Lowest', 'Normal']),
    field('datetime', 'Closed_Time', 'Closed Time', { isReadOnly: true }),
    field('textarea', 'Description', 'Description'),
    ...parties(),
  ];
}

function eventFields(): FieldDefinition[] {
  return [
    field('text', 'Event_Title', 'Title', { isMandatory: true }),
    field('datetime', 'Start_DateTime', 'From', { isMandatory: true }),
    field('datetime', 'End_DateTime', 'To', { isMandatory: true }),
    field('text', 'Venue', 'Location'),
    field('textarea', 'Description', 'Description'),
    ...parties(),
  ];
}

function noteFields(): FieldDefinition[] {
  return [
    field('text', 'Note_Title', 'Note Title', { length: 120 }),
    field('textarea', 'Note_Content', 'Note Content', { isMandatory: true }),
    { ...lookup('Parent_Id', 'Parent', 'parent'), isMandatory: true },
  ];
}

/** Fields of a module people log; `statusField` is what this account calls a call's status. */
export function activityFields(module: ModuleName, statusField: string): FieldDefinition[] {
  switch (module) {
    case 'Calls':
      return callFields(statusField);
    case 'Tasks':
      return taskFields();
    case 'Events':
      return eventFields();
    default:
      return noteFields();
  }
}
