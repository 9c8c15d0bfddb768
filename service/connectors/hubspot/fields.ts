import type { CrmField, FieldOption } from '../../../shared/mapping.js';
import type { FieldType, ObjectName } from '../../../shared/records.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import { ask, PATHS } from './client.js';
import { ACTIVITY_TYPES, KIND_FIELD, MAIN_TYPE } from './objects.js';
import type { HubspotType, Owner, Pipeline, PropertyDefinition, RecordList } from './types.js';

/** What HubSpot itself wants of a create. A contact or company needs any one of several, so none of them is named. */
const REQUIRED: Record<ObjectName, string[]> = {
  contact: [],
  company: [],
  deal: ['dealname', 'dealstage'],
  activity: ['hs_timestamp'],
};

const TYPES: Record<string, FieldType> = {
  bool: 'boolean',
  date: 'date',
  datetime: 'datetime',
  enumeration: 'enum',
  number: 'number',
  phone_number: 'phone',
};

/** Fields of an object as the mapping editor shows them, `samples` empty. Hidden properties are left out. */
export async function listFields(session: ConnectorSession, object: ObjectName): Promise<CrmField[]> {
  const definitions = await readProperties(session, MAIN_TYPE[object]);
  const pipelines = object === 'deal' ? await readPipelines(session) : [];
  const hasOwner = definitions.some(isOwnerField);
  const owners = hasOwner ? await readOwners(session) : [];
  const required = new Set(REQUIRED[object]);
  if (pipelines.length > 1) required.add('pipeline');
  const fields = definitions
    .filter((definition) => !definition.hidden)
    .map((definition) => ({
      ...toField(definition, required.has(definition.name)),
      options: optionsOf(definition, object, pipelines, owners),
    }));
  return object === 'activity' ? [kindField(), ...fields] : fields;
}

/** Definitions of an object's properties, hidden ones included. */
export async function readProperties(
  session: ConnectorSession,
  type: HubspotType,
): Promise<PropertyDefinition[]> {
  const { body } = await ask<{ results?: PropertyDefinition[] }>(session, {
    method: 'GET',
    path: PATHS.properties(type),
    query: { archived: false, dataSensitivity: 'non_sensitive' },
  });
  return body.results ?? [];
}

function toField(definition: PropertyDefinition, isRequired: boolean): Omit<CrmField, 'options'> {
  const { name, label, type = '', fieldType = '' } = definition;
  return {
    name,
    label: label || name,
    type: typeOf(definition),
    native_type: fieldType === '' ? type : `${type}:${fieldType}`,
    required: isRequired,
    read_only: definition.modificationMetadata?.readOnlyValue === true || definition.calculated === true,
    custom: definition.hubspotDefined !== true,
    unique: definition.hasUniqueValue === true || (name === 'email' && definition.groupName !== undefined),
    group: definition.groupName ?? null,
    samples: [],
  };
}

function typeOf({ name, type = '', fieldType = '', referencedObjectType }: PropertyDefinition): FieldType {
  if (referencedObjectType === 'OWNER') return 'enum';
  const known = TYPES[type];
  if (known) return known;
  if (fieldType === 'textarea' || fieldType === 'html') return 'long_text';
  if (fieldType === 'phonenumber') return 'phone';
  if (name === 'email' || name.endsWith('_email')) return 'email';
  return name === 'domain' || name === 'website' || name.endsWith('_url') ? 'url' : 'text';
}

function isOwnerField(definition: PropertyDefinition): boolean {
  return definition.referencedObjectType === 'OWNER' || definition.name === 'hubspot_owner_id';
}

function optionsOf(
  definition: PropertyDefinition,
  object: ObjectName,
  pipelines: Pipeline[],
  owners: Owner[],
): FieldOption[] {
  if (isOwnerField(definition)) return owners.map(ownerOption);
  if (object === 'deal' && definition.name === 'pipeline' && pipelines.length > 0)
    return pipelines.map((each) => ({ value: each.id, label: each.label ?? each.id }));
  if (object === 'deal' && definition.name === 'dealstage' && pipelines.length > 0)
    return stageOptions(pipelines);
  return (definition.options ?? [])
    .filter((option) => !option.hidden)
    .sort((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0))
    .map((option) => ({ value: option.value, label: option.label || option.value }));
}

/** Stages of different pipelines share names, so the pipeline stands before them where there are several. */
function stageOptions(pipelines: Pipeline[]): FieldOption[] {
  return pipelines.flatMap((pipeline) =>
    live(pipeline.stages ?? []).map((stage) => {
      const label = stage.label ?? stage.id;
      const isClosed = stage.metadata?.isClosed;
      return {
        value: stage.id,
        label: pipelines.length > 1 ? `${pipeline.label ?? pipeline.id}: ${label}` : label,
        ...(isClosed === undefined ? {} : { closed: String(isClosed) === 'true' }),
        pipeline: pipeline.id,
      };
    }),
  );
}

function ownerOption(owner: Owner): FieldOption {
  const name = [owner.firstName, owner.lastName].filter(Boolean).join(' ');
  return { value: owner.id, label: name || owner.email || owner.id };
}

function live<T extends { archived?: boolean; displayOrder?: number }>(items: T[]): T[] {
  return items
    .filter((item) => item.archived !== true)
    .sort((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0));
}

async function readPipelines(session: ConnectorSession): Promise<Pipeline[]> {
  const { body } = await ask<{ results?: Pipeline[] }>(session, { method: 'GET', path: PATHS.pipelines });
  return live(body.results ?? []);
}

/** Owners only name options: an account that does not let us read them still gets its fields. */
async function readOwners(session: ConnectorSession): Promise<Owner[]> {
  const owners: Owner[] = [];
  try {
    for (let after: string | undefined; ; ) {
      const query = { limit: 100, after };
      const { body } = await ask<RecordList & { results?: unknown }>(session, {
        method: 'GET',
        path: PATHS.owners,
        query,
      });
      owners.push(...((body.results ?? []) as unknown as Owner[]));
      after = body.paging?.next?.after;
      if (after === undefined) return owners;
    }
  } catch (error) {
    if (error instanceof CrmError && error.kind === 'permission') return owners;
    throw error;
  }
}

/** Our own field: HubSpot keeps each kind of activity as an object of its own. */
function kindField(): CrmField {
  const labels = { calls: 'Call', notes: 'Note', tasks: 'Task', meetings: 'Meeting' };
  return {
    name: KIND_FIELD,
    label: 'Kind of activity',
    type: 'enum',
    native_type: 'object type',
    required: false,
    read_only: false,
    custom: false,
    unique: false,
    group: null,
    options: ACTIVITY_TYPES.map((type) => ({ value: type, label: labels[type] })),
    samples: [],
  };
}
