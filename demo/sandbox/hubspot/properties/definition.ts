/** Vendor property types. */
export type PropertyType =
  | 'bool'
  | 'date'
  | 'datetime'
  | 'enumeration'
  | 'number'
  | 'phone_number'
  | 'string';

/** One choice of an enumeration. */
export interface PropertyOption {
  label: string;
  value: string;
  hidden: boolean;
  displayOrder: number;
  description: string;
}

/** A property definition as the properties API prints it. */
export interface PropertyDefinition {
  name: string;
  label: string;
  type: PropertyType;
  fieldType: string;
  groupName: string;
  description: string;
  options: PropertyOption[];
  displayOrder: number;
  hasUniqueValue: boolean;
  hidden: boolean;
  calculated: boolean;
  externalOptions: boolean;
  referencedObjectType?: string;
  hubspotDefined: boolean;
  formField: boolean;
  archived: boolean;
  dataSensitivity: string;
  modificationMetadata: {
    archivable: boolean;
    readOnlyDefinition: boolean;
    readOnlyValue: boolean;
    readOnlyOptions?: boolean;
  };
  createdAt?: string;
  updatedAt?: string;
}

/** What differs from a plain, writable, vendor-defined property. */
export interface PropertyTraits {
  fieldType?: string;
  group?: string;
  options?: [value: string, label: string][];
  readOnly?: boolean;
  unique?: boolean;
  owner?: boolean;
  custom?: boolean;
  hidden?: boolean;
  description?: string;
}

const FIELD_TYPES: Record<PropertyType, string> = {
  bool: 'booleancheckbox',
  date: 'date',
  // The vendor prints `date` for both: only `type` tells them apart.
  datetime: 'date',
  enumeration: 'select',
  number: 'number',
  phone_number: 'phonenumber',
  string: 'text',
};

/** Numbers options in the order given. */
export function optionList(options: [value: string, label: string][]): PropertyOption[] {
  return options.map(([value, label], displayOrder) => ({
    label,
    value,
    hidden: false,
    displayOrder,
    description: '',
  }));
}

/** Builds a definition from its name, label, type and what is special about it. */
export function define(
  name: string,
  label: string,
  type: PropertyType = 'string',
  traits: PropertyTraits = {},
): PropertyDefinition {
  const isHubspot = !traits.custom;
  return {
    name,
    label,
    type,
    fieldType: traits.fieldType ?? FIELD_TYPES[type],
    groupName: traits.group ?? 'information',
    description: traits.description ?? '',
    options: optionList(traits.options ?? []),
    displayOrder: -1,
    hasUniqueValue: traits.unique ?? false,
    hidden: traits.hidden ?? false,
    calculated: false,
    externalOptions: traits.owner ?? false,
    ...(traits.owner ? { referencedObjectType: 'OWNER' } : {}),
    hubspotDefined: isHubspot,
    formField: !traits.readOnly,
    archived: false,
    dataSensitivity: 'non_sensitive',
    modificationMetadata: {
      archivable: !isHubspot,
      readOnlyDefinition: isHubspot,
      readOnlyValue: traits.readOnly ?? false,
      ...(type === 'enumeration' ? { readOnlyOptions: false } : {}),
    },
  };
}

/** Properties the vendor fills in on every object. */
export function systemProperties(group: string): PropertyDefinition[] {
  const traits = { group, readOnly: true };
  return [
    define('hs_object_id', 'Record ID', 'number', traits),
    define('hs_object_source', 'Record creation source', 'string', { ...traits, hidden: true }),
    define('hs_object_source_id', 'Record creation source ID', 'string', { ...traits, hidden: true }),
    define('hs_object_source_label', 'Record source', 'string', traits),
    define('hs_merged_object_ids', 'Merged record IDs', 'string', traits),
    define('hubspot_owner_id', 'Owner', 'enumeration', { group, owner: true }),
  ];
}
