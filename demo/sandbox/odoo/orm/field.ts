import type { Env } from './env.js';
import type { Model } from './model.js';
import type { Row, Value } from './row.js';

export type FieldType =
  | 'char'
  | 'text'
  | 'html'
  | 'integer'
  | 'float'
  | 'monetary'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'selection'
  | 'many2one'
  | 'many2one_reference'
  | 'one2many'
  | 'many2many'
  | 'binary';

/** One choice of a selection: stored value, English label, Italian label. */
export type Choice = [value: string, label: string, labelIt?: string];

/** A field as its model declares it. Everything left out is the ordinary case. */
export interface Field {
  type: FieldType;
  label: string;
  labelIt?: string;
  help?: string;
  required?: boolean;
  readonly?: boolean;
  /** Whether it is read only in this database, where that is no matter of the declaration alone. */
  isReadonlyIn?: (env: Env) => boolean;
  /** Made in Studio by an administrator, not by a module. */
  manual?: boolean;
  selection?: Choice[];
  relation?: string;
  /** For one2many: the many2one on the other side. */
  inverse?: string;
  currencyField?: string;
  size?: number;
  translate?: boolean;
  /** What happens here when the record pointed at is deleted. Default `set null`, or `restrict` when required. */
  onDelete?: 'cascade' | 'restrict' | 'set null';
  default?: (env: Env) => Value;
  /** Worked out on every read; `isStored` says what `fields_get` reports. */
  compute?: (env: Env, row: Row, model: Model) => Value;
  isStored?: boolean;
  /** For a computed field that may be written: what to write instead. */
  write?: (env: Env, value: Value, row: Row | null) => Record<string, Value>;
  /** First and last major version that has the field. */
  since?: number;
  until?: number;
}

type More = Omit<Partial<Field>, 'type' | 'label'>;

/** `'Name|Nome'`: label in English, then in Italian. */
function make(type: FieldType, labels: string, more: More = {}): Field {
  const [label = '', labelIt] = labels.split('|');
  return { type, label, ...(labelIt ? { labelIt } : {}), ...more };
}

export const char = (labels: string, more?: More): Field => make('char', labels, more);
export const text = (labels: string, more?: More): Field => make('text', labels, more);
export const html = (labels: string, more?: More): Field => make('html', labels, more);
export const integer = (labels: string, more?: More): Field => make('integer', labels, more);
export const float = (labels: string, more?: More): Field => make('float', labels, more);
export const boolean = (labels: string, more?: More): Field => make('boolean', labels, more);
export const date = (labels: string, more?: More): Field => make('date', labels, more);
export const datetime = (labels: string, more?: More): Field => make('datetime', labels, more);
export const binary = (labels: string, more?: More): Field => make('binary', labels, more);

export function monetary(labels: string, currencyField: string, more?: More): Field {
  return make('monetary', labels, { currencyField, ...more });
}

export function selection(labels: string, choices: Choice[], more?: More): Field {
  return make('selection', labels, { selection: choices, ...more });
}

export function many2one(labels: string, relation: string, more?: More): Field {
  return make('many2one', labels, { relation, ...more });
}

export function one2many(labels: string, relation: string, inverse: string, more?: More): Field {
  return make('one2many', labels, { relation, inverse, ...more });
}

export function many2many(labels: string, relation: string, more?: More): Field {
  return make('many2many', labels, { relation, ...more });
}

export function reference(labels: string, more?: More): Field {
  return make('many2one_reference', labels, more);
}

/** Whether a value of this kind is a list of ids. */
export function isMany(field: Field): boolean {
  return field.type === 'one2many' || field.type === 'many2many';
}

/** Whether the database has a column for it. */
export function isStored(field: Field): boolean {
  return field.isStored ?? field.compute === undefined;
}
