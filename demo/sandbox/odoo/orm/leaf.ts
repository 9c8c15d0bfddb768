import { Fault, repr, valueError } from '../fault.js';
import type { Leaf, Test } from './domain.js';
import type { Env } from './env.js';
import { type Field, isMany } from './field.js';
import { isBelow } from './hierarchy.js';
import { likeTest } from './like.js';
import type { Model } from './model.js';
import type { Row, Value } from './row.js';

const OPERATORS = new Set([
  '=',
  '!=',
  '<>',
  '==',
  '>',
  '>=',
  '<',
  '<=',
  'in',
  'not in',
  'like',
  'ilike',
  'not like',
  'not ilike',
  '=like',
  '=ilike',
  '=?',
  'child_of',
  'parent_of',
]);
const NEGATIONS: Record<string, string> = {
  '!=': '=',
  '<>': '=',
  'not in': 'in',
  'not like': 'like',
  'not ilike': 'ilike',
};

/** One condition as a test. @throws Fault `ValueError` for an unknown field or operator. */
export function leafTest(env: Env, model: Model, leaf: Leaf): Test {
  const [path, rawOperator, value] = leaf;
  if (typeof path === 'number') return () => (path === 1) === (value === 1);
  const operator = String(rawOperator).toLowerCase();
  if (!OPERATORS.has(operator)) throw valueError(`Invalid operator ${repr(rawOperator)} in ${repr(leaf)}`);
  const [name = '', ...rest] = path.split('.');
  const field = model.fields[name];
  if (!field) throw valueError(`Invalid field ${model.name}.${name} in leaf ${repr(leaf)}`);
  if (rest.length > 0) return throughRelation(env, model, name, field, [rest.join('.'), operator, value]);
  if (operator === '=?' && (value === false || value === null)) return () => true;
  const positive = NEGATIONS[operator];
  if (positive !== undefined) {
    const test = leafTest(env, model, [path, positive, value]);
    return (row) => !test(row);
  }
  return valueTest(env, model, name, field, operator === '==' || operator === '=?' ? '=' : operator, value);
}

/** `partner_id.email`: the record pointed at, or any of them, has to pass. */
function throughRelation(env: Env, model: Model, name: string, field: Field, leaf: Leaf): Test {
  const related = field.relation ? env.db.models.get(field.relation) : undefined;
  if (!related) throw valueError(`Invalid field ${model.name}.${name} in leaf ${repr(leaf)}`);
  const test = leafTest(env, related, leaf);
  return (row) =>
    idsOf(env.value(model, row, name)).some((id) => {
      const target = env.row(related.name, id);
      return target !== undefined && test(target);
    });
}

function idsOf(value: Value): number[] {
  return Array.isArray(value) ? value : typeof value === 'number' ? [value] : [];
}

function valueTest(
  env: Env,
  model: Model,
  name: string,
  field: Field,
  operator: string,
  value: unknown,
): Test {
  const get = (row: Row): Value => env.value(model, row, name);
  if (operator === 'child_of' || operator === 'parent_of')
    return hierarchyTest(env, model, name, field, operator, value);
  if (operator.endsWith('like')) {
    const matches = likeTest(operator, String(value ?? ''));
    return (row) => textsOf(env, field, get(row)).some(matches);
  }
  if (operator === 'in') {
    if (typeof value === 'boolean' || value === null) return valueTest(env, model, name, field, '=', value);
    if (!Array.isArray(value)) throw valueError(`Invalid value ${repr(value)} for operator 'in' on ${name}`);
    return inTest(
      field,
      get,
      value.map((each) => comparable(field, each)),
    );
  }
  if (operator === '=') {
    if (Array.isArray(value)) return valueTest(env, model, name, field, 'in', value);
    if (field.relation && typeof value === 'string') return leafTest(env, model, [name, '=ilike', value]);
    return inTest(field, get, [comparable(field, value)]);
  }
  const than = comparable(field, value);
  return (row) => ordered(get(row), operator, than);
}

function inTest(field: Field, get: (row: Row) => Value, wanted: Value[]): Test {
  const set = new Set<Value>(wanted);
  const takesEmpty = set.has(null);
  if (isMany(field))
    return (row) => {
      const ids = get(row) as number[];
      return ids.some((id) => set.has(id)) || (takesEmpty && ids.length === 0);
    };
  if (field.type === 'boolean')
    return (row) => set.has(get(row) === true) || (takesEmpty && get(row) !== true);
  return (row) => set.has(get(row));
}

/** Text to look into; a relation is looked into by the names of what it points at. */
function textsOf(env: Env, field: Field, value: Value): string[] {
  if (!field.relation) return value === null ? [] : [String(value)];
  const relation = field.relation;
  return idsOf(value).map((id) => env.nameOf(relation, id));
}

function ordered(value: Value, operator: string, than: Value): boolean {
  if (value === null || than === null || Array.isArray(value) || Array.isArray(than)) return false;
  if (typeof value !== typeof than) return false;
  if (operator === '>') return value > than;
  if (operator === '>=') return value >= than;
  return operator === '<' ? value < than : value <= than;
}

/**
 * A value of a domain as it is stored. Datetimes may be given with microseconds, or as a day.
 *
 * @throws Fault as the database does for text that is no date or number.
 */
function comparable(field: Field, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (field.type === 'boolean') return Boolean(value);
  if (value === false) return null;
  if (field.type === 'datetime' || field.type === 'date') return dateText(field.type, value);
  const isNumber = ['integer', 'float', 'monetary', 'many2one', 'many2one_reference'].includes(field.type);
  if ((isNumber || isMany(field)) && typeof value === 'string') {
    const number = Number(value);
    if (value.trim() === '' || Number.isNaN(number))
      throw new Fault(
        'psycopg2.errors.InvalidTextRepresentation',
        `invalid input syntax for type integer: "${value}"\n`,
      );
    return number;
  }
  return typeof value === 'number' || typeof value === 'string' ? value : String(value);
}

function dateText(type: 'date' | 'datetime', value: unknown): string {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|\+00:?00)?)?$/.exec(
    String(value),
  );
  if (!parts)
    throw new Fault(
      'psycopg2.errors.InvalidDatetimeFormat',
      `invalid input syntax for type ${type === 'date' ? 'date' : 'timestamp'}: "${String(value)}"\n`,
    );
  const [, day = '', time = '00:00:00', fraction = ''] = parts;
  return type === 'date' ? day : `${day} ${time}.${fraction.padEnd(6, '0')}`;
}

function hierarchyTest(
  env: Env,
  model: Model,
  name: string,
  field: Field,
  operator: string,
  value: unknown,
): Test {
  const target = field.relation ?? model.name;
  const wanted = (Array.isArray(value) ? value : [value]).map(Number);
  return (row) => {
    const own = name === 'id' ? [row.id] : idsOf(env.value(model, row, name));
    return own.some((id) =>
      wanted.some((root) =>
        operator === 'child_of' ? isBelow(env, target, id, root) : isBelow(env, target, root, id),
      ),
    );
  };
}
