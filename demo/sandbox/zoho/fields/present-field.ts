import { infoOf } from '../modules.js';
import type { DataType, FieldDefinition } from './definition.js';

const JSON_TYPES: Partial<Record<DataType, string>> = {
  boolean: 'boolean',
  double: 'double',
  currency: 'double',
  integer: 'integer',
  lookup: 'jsonobject',
  ownerlookup: 'jsonobject',
  multiselectpicklist: 'jsonarray',
};

/** Type of a field's value in JSON, as error details and metadata name it. */
export function jsonType(type: DataType): string {
  return JSON_TYPES[type] ?? 'string';
}

function choices(definition: FieldDefinition) {
  if (definition.values.length === 0) return [];
  const none = { display_value: '-None-', actual_value: '-None-' };
  const all = [none, ...definition.values.map((value) => ({ display_value: value, actual_value: value }))];
  return all.map((each, i) => ({
    id: `${definition.id.slice(0, -4)}${String(i).padStart(4, '0')}`,
    ...each,
    reference_value: each.actual_value,
    sequence_number: i + 1,
    type: 'used',
  }));
}

function lookupOf({ lookup, apiName }: FieldDefinition): Record<string, unknown> {
  if (lookup === null) return {};
  if (lookup === 'parent')
    return { display_label: apiName, api_name: apiName, module: { api_name: 'se_module' } };
  return { display_label: infoOf(lookup).name, api_name: apiName, module: { api_name: lookup } };
}

/** A field as `settings/fields` prints it. Mandatory flags of layouts are not here: they are in the layouts. */
export function presentField(definition: FieldDefinition): Record<string, unknown> {
  const canWrite = !definition.isReadOnly;
  const isCurrency = definition.type === 'currency';
  return {
    id: definition.id,
    api_name: definition.apiName,
    field_label: definition.label,
    display_label: definition.label,
    data_type: definition.type,
    json_type: jsonType(definition.type),
    length: definition.length,
    decimal_place: definition.decimals,
    read_only: definition.isReadOnly,
    field_read_only: definition.isReadOnly,
    system_mandatory: definition.isMandatory,
    custom_field: definition.isCustom,
    visible: true,
    type: 'used',
    unique: definition.unique ?? {},
    external: definition.external,
    lookup: lookupOf(definition),
    currency: isCurrency ? { rounding_option: 'normal', precision: definition.decimals } : {},
    pick_list_values: choices(definition),
    view_type: { view: true, create: canWrite, edit: canWrite, quick_create: definition.isMandatory },
    created_source: definition.isCustom ? 'custom' : 'default',
  };
}
