/** The CRM objects this sandbox holds, by the name used in API paths. */
export type ObjectType = 'contacts' | 'companies' | 'deals' | 'calls' | 'tasks' | 'notes' | 'meetings';

/** What differs between object types. */
export interface ObjectTypeInfo {
  type: ObjectType;
  /** Vendor type id, e.g. `0-1`. */
  typeId: string;
  singular: string;
  label: string;
  /** Property that moves on every change; contacts are the exception. */
  modifiedProperty: 'lastmodifieddate' | 'hs_lastmodifieddate';
  createdProperty: 'createdate' | 'hs_createdate';
  /** Properties returned when none are asked for. */
  defaultProperties: string[];
  /** Scope family that gates the object: activities ride on contacts. */
  scope: 'contacts' | 'companies' | 'deals';
  isActivity: boolean;
  /** First record id; families are far apart so that mixed-up ids show. */
  firstId: number;
}

function activity(type: ObjectType, singular: string, typeId: string, firstId: number): ObjectTypeInfo {
  return {
    type,
    typeId,
    singular,
    label: type[0]?.toUpperCase() + type.slice(1),
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'hs_createdate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    scope: 'contacts',
    isActivity: true,
    firstId,
  };
}

const common = { isActivity: false, createdProperty: 'createdate' } as const;

/** Every object type, in the order people expect to see them. */
export const OBJECT_TYPES: readonly ObjectTypeInfo[] = [
  {
    ...common,
    type: 'contacts',
    typeId: '0-1',
    singular: 'contact',
    label: 'Contacts',
    modifiedProperty: 'lastmodifieddate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    scope: 'contacts',
    firstId: 21_600_000_001,
  },
  {
    ...common,
    type: 'companies',
    typeId: '0-2',
    singular: 'company',
    label: 'Companies',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
    scope: 'companies',
    firstId: 32_700_000_001,
  },
  {
    ...common,
    type: 'deals',
    typeId: '0-3',
    singular: 'deal',
    label: 'Deals',
    modifiedProperty: 'hs_lastmodifieddate',
    defaultProperties: [
      'amount',
      'closedate',
      'createdate',
      'dealname',
      'dealstage',
      'hs_lastmodifieddate',
      'hs_object_id',
      'pipeline',
    ],
    scope: 'deals',
    firstId: 43_800_000_001,
  },
  activity('calls', 'call', '0-48', 74_100_000_001),
  activity('tasks', 'task', '0-27', 75_200_000_001),
  activity('notes', 'note', '0-46', 76_300_000_001),
  activity('meetings', 'meeting', '0-47', 77_400_000_001),
];

const byName = new Map<string, ObjectTypeInfo>();
for (const info of OBJECT_TYPES) {
  for (const name of [info.type, info.singular, info.typeId]) byName.set(name, info);
}

/** Finds a type by plural, singular or type id (`contacts`, `contact`, `0-1`); undefined when unknown. */
export function findObjectType(name: string): ObjectTypeInfo | undefined {
  return byName.get(name.toLowerCase());
}

/** The facts of a known type. */
export function infoOf(type: ObjectType): ObjectTypeInfo {
  return byName.get(type) as ObjectTypeInfo;
}
