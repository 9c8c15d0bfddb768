import type { Method } from '../rpc/method.js';
import type { Env } from './env.js';
import { char, datetime, type Field, integer, many2one } from './field.js';
import type { Row, Value } from './row.js';

export type Operation = 'read' | 'write' | 'create' | 'unlink';

/** Groups any one of which opens an operation; `[]` opens it to nobody but the system. */
export type Access = Record<Operation, readonly string[]>;

/** What a module declares for one model. */
export interface ModelSpec {
  name: string;
  /** `'Contact|Contatto'`. */
  label: string;
  module: 'base' | 'base_automation' | 'mail' | 'crm';
  fields: Record<string, Field>;
  access: Access;
  order?: string;
  recName?: string;
  /** Fields `name_search` and a search on the display name look into. Default: the record name. */
  nameSearch?: string[];
  indexed?: string[];
  displayName?(env: Env, row: Row): string;
  /** Record rule: which rows this user may do the operation to. */
  rule?(env: Env, row: Row, operation: Operation): boolean;
  /** Changes what is about to be stored; `before` is null at creation. */
  prepare?(env: Env, values: Record<string, Value>, before: Row | null): Record<string, Value>;
  /** @throws Fault when the row as it would be stored is not allowed. */
  check?(env: Env, row: Row): void;
  /** After the row is stored; `changed` names what differs from `before`. */
  after?(env: Env, row: Row, before: Row | null, changed: ReadonlySet<string>): void;
  beforeUnlink?(env: Env, row: Row): void;
  /** Whether messages and activities hang on its records. */
  isThread?: boolean;
  methods?: Record<string, Method>;
  since?: number;
  until?: number;
}

/** A model of one database: the declaration with the fields every model has, cut to the version. */
export interface Model extends ModelSpec {
  recName: string;
  order: string;
  labelIt: string;
  hasActive: boolean;
}

const isIn = (major: number, each: { since?: number; until?: number }): boolean =>
  (each.since ?? 0) <= major && major <= (each.until ?? 99);

/** The models of a version, each with its log fields. */
export function modelsOf(specs: ModelSpec[], major: number): Map<string, Model> {
  const models = specs.filter((spec) => isIn(major, spec)).map((spec) => complete(spec, major));
  return new Map(models.map((model) => [model.name, model]));
}

function complete(spec: ModelSpec, major: number): Model {
  const own = Object.fromEntries(Object.entries(spec.fields).filter(([, field]) => isIn(major, field)));
  const [label = '', labelIt = label] = spec.label.split('|');
  const recName = spec.recName ?? ('name' in own ? 'name' : 'id');
  const fields = { id: integer('ID', { required: true, readonly: true }), ...own, ...logFields() };
  return { ...spec, label, labelIt, recName, order: spec.order ?? 'id', fields, hasActive: 'active' in own };
}

function logFields(): Record<string, Field> {
  return {
    display_name: char('Display Name|Nome visualizzato', {
      readonly: true,
      compute: (env, row, model) => env.displayName(model, row),
    }),
    create_uid: many2one('Created by|Creato da', 'res.users', { readonly: true }),
    create_date: datetime('Created on|Creato il', { readonly: true }),
    write_uid: many2one('Last Updated by|Ultima modifica di', 'res.users', { readonly: true }),
    write_date: datetime('Last Updated on|Ultima modifica il', { readonly: true }),
  };
}
