import type { CrmField, FieldOption } from '../../../shared/mapping.js';
import type { FieldType, ObjectName } from '../../../shared/records.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import { get, PATHS } from './client.js';
import { readFieldDefinitions } from './field-definitions.js';
import { ACTIVITY_MODULES, DURATION_FIELD, KIND_FIELD, MAIN_MODULE } from './objects.js';
import { pipelineOptions, readLayouts, readPipelines, stageOptions } from './pipelines.js';
import type { FieldDefinition, Layout, PickListValue, Pipeline, User } from './types.js';

/** What Zoho itself wants of a create, where the field does not say so. */
const REQUIRED: Record<ObjectName, string[]> = {
  contact: ['Last_Name'],
  company: ['Account_Name'],
  deal: ['Deal_Name', 'Stage'],
  activity: ['Subject', 'Call_Type', 'Call_Start_Time'],
};

const TYPES: Record<string, FieldType> = {
  email: 'email',
  phone: 'phone',
  website: 'url',
  textarea: 'long_text',
  picklist: 'enum',
  multiselectpicklist: 'enum',
  ownerlookup: 'enum',
  lookup: 'ref',
  multiselectlookup: 'ref_list',
  currency: 'number',
  double: 'number',
  percent: 'number',
  integer: 'integer',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

/** Zoho's own word for "nothing chosen". */
const NONE = '-None-';

/** What the options of fields are made of, besides the fields themselves. */
interface Sources {
  layouts: Layout[];
  pipelines: Pipeline[];
  users: User[];
}

/** Fields of an object as the mapping editor shows them, `samples` empty. */
export async function listFields(session: ConnectorSession, object: ObjectName): Promise<CrmField[]> {
  const module = MAIN_MODULE[object];
  const definitions = await readFieldDefinitions(session, module);
  const layouts = await readLayouts(session, module);
  const sources: Sources = {
    layouts,
    pipelines: object === 'deal' ? await readPipelines(session, layouts) : [],
    users: definitions.some(isOwner) ? await readUsers(session) : [],
  };
  const required = new Set([...REQUIRED[object], ...requiredBy(layouts)]);
  if (sources.pipelines.length > 0) required.add('Pipeline');
  const fields = definitions
    .filter(({ visible }) => visible !== false)
    .map((definition) => ({
      ...toField(definition, required.has(definition.api_name)),
      group: groupOf(layouts, definition.api_name),
      options: optionsOf(definition, object, sources),
    }));
  return object === 'activity' ? [kindField(), durationField(), ...fields] : fields;
}

function toField(definition: FieldDefinition, isRequired: boolean): Omit<CrmField, 'options' | 'group'> {
  const { api_name: name, data_type = 'text', system_mandatory } = definition;
  return {
    name,
    label: definition.display_label || definition.field_label || name,
    type: TYPES[data_type] ?? 'text',
    native_type: data_type,
    required: isRequired || system_mandatory === true,
    read_only: isReadOnly(definition),
    custom: definition.custom_field === true,
    unique: hasContent(definition.unique) || hasContent(definition.external),
    samples: [],
  };
}

/** @source fields metadata page: a field that stands in neither form can be written by nobody. */
export function isReadOnly({ read_only, field_read_only, view_type }: FieldDefinition): boolean {
  if (read_only === true || field_read_only === true) return true;
  return view_type !== undefined && view_type.create !== true && view_type.edit !== true;
}

export function hasContent(value: object | null | undefined): boolean {
  return value !== null && value !== undefined && Object.keys(value).length > 0;
}

/** Fields that every layout in use demands: of those demanded by some, only the form knows when. */
function requiredBy(layouts: Layout[]): string[] {
  const [first = new Set<string>(), ...others] = layouts.map(
    ({ sections = [] }) =>
      new Set(
        sections.flatMap(({ fields = [] }) =>
          fields.flatMap(({ api_name, required }) => (required === true && api_name ? [api_name] : [])),
        ),
      ),
  );
  return [...first].filter((name) => others.every((each) => each.has(name)));
}

function groupOf(layouts: Layout[], name: string): string | null {
  for (const { sections = [] } of layouts)
    for (const { display_label, fields = [] } of sections)
      if (fields.some(({ api_name }) => api_name === name)) return display_label || null;
  return null;
}

function isOwner({ data_type }: FieldDefinition): boolean {
  return data_type === 'ownerlookup';
}

function optionsOf(definition: FieldDefinition, object: ObjectName, sources: Sources): FieldOption[] {
  if (isOwner(definition)) return sources.users.map(userOption);
  if (object === 'deal' && sources.pipelines.length > 0) {
    if (definition.api_name === 'Pipeline') return pipelineOptions(sources.pipelines);
    if (definition.api_name === 'Stage') return stageOptions(sources.pipelines);
  }
  const own = definition.pick_list_values ?? [];
  return toOptions([...own, ...choicesIn(sources.layouts, definition.api_name)]);
}

/** Layouts may offer choices that the field itself does not list. */
function choicesIn(layouts: Layout[], name: string): PickListValue[] {
  return layouts.flatMap(({ sections = [] }) =>
    sections.flatMap(({ fields = [] }) =>
      fields.flatMap(({ api_name, pick_list_values = [] }) => (api_name === name ? pick_list_values : [])),
    ),
  );
}

function toOptions(choices: PickListValue[]): FieldOption[] {
  const options = new Map<string, FieldOption>();
  for (const { actual_value, display_value, type } of choices) {
    const value = actual_value ?? display_value;
    if (value === undefined || value === NONE || type === 'unused' || options.has(value)) continue;
    options.set(value, { value, label: display_value || value });
  }
  return [...options.values()];
}

function userOption({ id, full_name, first_name, last_name, email }: User): FieldOption {
  const name = full_name || [first_name, last_name].filter(Boolean).join(' ');
  return { value: id, label: name || email || id };
}

/** Users only name options: an account that does not let us read them still gets its fields. */
async function readUsers(session: ConnectorSession): Promise<User[]> {
  const users: User[] = [];
  try {
    for (let page = 1; ; page++) {
      const { body } = await get<{ users?: User[]; info?: { more_records?: boolean } }>(
        session,
        PATHS.users,
        {
          type: 'ActiveUsers',
          page,
          per_page: 200,
        },
      );
      users.push(...(body?.users ?? []));
      if (body?.info?.more_records !== true) return users;
    }
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'permission') return users;
    throw error;
  }
}

/** Our own field: Zoho keeps each kind of activity in a module of its own. */
function kindField(): CrmField {
  const labels = { Calls: 'Call', Notes: 'Note', Tasks: 'Task', Events: 'Meeting' };
  return {
    ...ownField(KIND_FIELD, 'Kind of activity'),
    type: 'enum',
    native_type: 'module',
    options: ACTIVITY_MODULES.map((module) => ({ value: module, label: labels[module] })),
  };
}

function durationField(): CrmField {
  return { ...ownField(DURATION_FIELD, 'Duration in seconds'), type: 'integer', native_type: 'integer' };
}

function ownField(name: string, label: string): Omit<CrmField, 'type' | 'native_type'> {
  return {
    name,
    label,
    required: false,
    read_only: false,
    custom: false,
    unique: false,
    group: null,
    options: [],
    samples: [],
  };
}
