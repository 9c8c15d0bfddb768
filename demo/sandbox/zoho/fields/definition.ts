import { GUESS } from '../guesses.js';
import type { ModuleName } from '../modules.js';

/** Data types of fields, as the vendor names them. */
export type DataType =
  | 'text'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'website'
  | 'picklist'
  | 'multiselectpicklist'
  | 'lookup'
  | 'ownerlookup'
  | 'currency'
  | 'double'
  | 'integer'
  | 'bigint'
  | 'date'
  | 'datetime'
  | 'boolean';

/** One field of a module. */
export interface FieldDefinition {
  id: string;
  apiName: string;
  label: string;
  type: DataType;
  length: number;
  decimals: number | null;
  /** Computed or kept by the system: what is written to it is not looked at. */
  isReadOnly: boolean;
  isMandatory: boolean;
  isCustom: boolean;
  /** Choices of a picklist. */
  values: string[];
  /** Whether an unknown choice is added instead of refused. */
  isOpen: boolean;
  /** Module a lookup leads to; `parent` when the record says which (`$se_module`). */
  lookup: ModuleName | 'parent' | null;
  unique: { casesensitive: boolean } | null;
  external: { type: string; show: boolean } | null;
}

const LENGTHS: Partial<Record<DataType, number>> = {
  email: 100,
  phone: 30,
  website: 450,
  textarea: GUESS.textAreaLength,
  picklist: 120,
  currency: 16,
  integer: 9,
  bigint: 18,
  double: 16,
};

/** A field with the usual length of its type; `more` says what is different. */
export function field(
  type: DataType,
  apiName: string,
  label: string,
  more: Partial<FieldDefinition> = {},
): FieldDefinition {
  return {
    id: '',
    apiName,
    label,
    type,
    length: LENGTHS[type] ?? 255,
    decimals: type === 'currency' || type === 'double' ? 2 : null,
    isReadOnly: false,
    isMandatory: false,
    isCustom: false,
    values: [],
    isOpen: false,
    lookup: null,
    unique: null,
    external: null,
    ...more,
  };
}

/** A picklist with its choices. */
export function picklist(
  apiName: string,
  label: string,
  values: string[],
  more: Partial<FieldDefinition> = {},
): FieldDefinition {
  return field('picklist', apiName, label, { values, ...more });
}

/** A lookup that leads to one module. */
export function lookup(apiName: string, label: string, to: ModuleName | 'parent'): FieldDefinition {
  return field('lookup', apiName, label, { lookup: to });
}

/** Fields every module ends with. */
export function systemFields(): FieldDefinition[] {
  const isReadOnly = true;
  return [
    field('ownerlookup', 'Owner', 'Owner'),
    field('ownerlookup', 'Created_By', 'Created By', { isReadOnly }),
    field('ownerlookup', 'Modified_By', 'Modified By', { isReadOnly }),
    field('datetime', 'Created_Time', 'Created Time', { isReadOnly }),
    field('datetime', 'Modified_Time', 'Modified Time', { isReadOnly }),
  ];
}
