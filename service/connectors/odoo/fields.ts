import type { CrmField, FieldOption } from '../../../shared/mapping.js';
import type { FieldType, ObjectName } from '../../../shared/records.js';
import type { ConnectorSession } from '../connector.js';
import { fieldsOf, forgetLists, stages, teams, users } from './lists.js';
import { ARCHIVED, CURRENCY, FIRST_NAME, LAST_NAME, LOST, NOTE_FIELDS } from './objects.js';
import { textOf } from './text-of.js';
import { type FieldDefinition, MODELS } from './types.js';

const TYPES: Record<string, FieldType> = {
  char: 'text',
  text: 'long_text',
  html: 'long_text',
  integer: 'integer',
  float: 'number',
  monetary: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  selection: 'enum',
  many2one: 'text',
};

/** Links that can be written, since their choices are known. */
const CHOICES: Record<string, FieldType> = {
  'res.country': 'country',
  'res.currency': 'currency',
  'res.users': 'enum',
  'crm.team': 'enum',
  'crm.stage': 'enum',
};

/** Odoo wants a name of a person, too; ours is made of two. */
const REQUIRED: Record<ObjectName, string[]> = {
  contact: [],
  company: ['name'],
  deal: ['name'],
  activity: [],
};

/** What stands in the text of a note is written only, but for kind and subject: no note of a colleague has it. */
const NOTE_LABELS: [string, string, FieldType][] = [
  [NOTE_FIELDS.kind, 'Kind of activity', 'text'],
  [NOTE_FIELDS.subject, 'Subject (in the note)', 'text'],
  [NOTE_FIELDS.duration, 'Duration in seconds (in the note)', 'integer'],
  [NOTE_FIELDS.direction, 'Direction (in the note)', 'text'],
  [NOTE_FIELDS.outcome, 'Outcome (in the note)', 'text'],
  [NOTE_FIELDS.recording, 'Recording (in the note)', 'url'],
];

/** Fields of an object as the mapping editor shows them, `samples` empty. Those that are neither kept nor writable are left out. */
export async function listFields(session: ConnectorSession, object: ObjectName): Promise<CrmField[]> {
  // Whoever asks for fields wants them as they are now; what is written until the next list goes by this one.
  forgetLists(session);
  const known = await fieldsOf(session, MODELS[object]);
  const offered = Object.entries(known).filter(([name, field]) => isOffered(name, field));
  const fields = await Promise.all(offered.map(([name, field]) => toField(session, object, name, field)));
  return [...ownFields(object), ...fields];
}

/** The currency is neither kept with a deal nor writable, and needed all the same. */
function isOffered(name: string, { type = '', store, readonly }: FieldDefinition): boolean {
  if (name === 'id' || TYPES[type] === undefined) return false;
  return store !== false || !readonly || name === CURRENCY;
}

async function toField(
  session: ConnectorSession,
  object: ObjectName,
  name: string,
  field: FieldDefinition,
): Promise<CrmField> {
  const { type = '', relation = '', string: label = '' } = field;
  const isCurrency = object === 'deal' && name === CURRENCY;
  const isLink = type === 'many2one' && CHOICES[relation] === undefined;
  return {
    name,
    label: label || name,
    type: type === 'many2one' ? (CHOICES[relation] ?? 'text') : typeOf(name, type),
    native_type: relation === '' ? type : `${type}:${relation}`,
    // Fields of modules that must have a value are mostly filled in by Odoo itself.
    required: REQUIRED[object].includes(name) || (field.required === true && name.startsWith('x_')),
    // Odoo keeps one currency a company: a value is compared with it, never written.
    read_only: isCurrency ? false : field.readonly === true || isLink,
    custom: name.startsWith('x_'),
    unique: false,
    group: null,
    options: await optionsOf(session, field),
    samples: [],
  };
}

function typeOf(name: string, type: string): FieldType {
  if (type !== 'char') return TYPES[type] ?? 'text';
  if (name === 'phone' || name === 'mobile') return 'phone';
  if (name === 'email' || name === 'email_from') return 'email';
  return name === 'website' ? 'url' : 'text';
}

async function optionsOf(session: ConnectorSession, field: FieldDefinition): Promise<FieldOption[]> {
  if (field.type === 'selection')
    return (field.selection ?? []).map(([value, label]) => ({ value: String(value), label }));
  if (field.relation === 'crm.stage') return stageOptions(session);
  if (field.relation === 'crm.team') return (await teams(session)).filter(isActive).map(toOption);
  if (field.relation === 'res.users') return (await users(session)).filter(isActive).map(toOption);
  return [];
}

/** In the order of the board; a stage without a team stands in every pipeline, one of several teams in each of these. */
async function stageOptions(session: ConnectorSession): Promise<FieldOption[]> {
  const known = new Set((await teams(session)).map(({ id }) => id));
  const options = (await stages(session)).flatMap((stage): FieldOption[] => {
    const option = {
      value: String(stage.id),
      label: textOf(stage['name']),
      closed: stage['is_won'] === true,
    };
    const own = stage.teams.filter((team) => known.has(team));
    return own.length === 0 ? [option] : own.map((team) => ({ ...option, pipeline: String(team) }));
  });
  return [...options, { value: LOST, label: 'Lost', closed: true }];
}

const isActive = (row: Record<string, unknown>): boolean => row['active'] !== false;

const toOption = (row: Record<string, unknown> & { id: number }): FieldOption => ({
  value: String(row.id),
  label: textOf(row['name']),
});

function ownFields(object: ObjectName): CrmField[] {
  if (object === 'activity') return NOTE_LABELS.map(([name, label, type]) => own(name, label, type));
  const archived = { ...own(ARCHIVED, 'Archived', 'boolean'), read_only: true };
  if (object !== 'contact') return [archived];
  return [own(FIRST_NAME, 'Name (first part)', 'text'), own(LAST_NAME, 'Name (rest)', 'text'), archived];
}

function own(name: string, label: string, type: FieldType): CrmField {
  return {
    ...{ name, label, type, native_type: 'part of another field', required: false, read_only: false },
    ...{ custom: false, unique: false, group: null, options: [], samples: [] },
  };
}
