import { GUESS } from '../../guesses.js';
import { invalid } from '../../refusal.js';
import type { RecordVersion } from '../../state/record.js';
import { isDay, parseInstant } from '../../state/time.js';
import type { Column, Comparable } from './columns.js';
import type { Condition, Criterion, Literal } from './parse.js';

export type Predicate = (version: RecordVersion) => boolean;

const NUMBERS = new Set(['currency', 'double', 'integer', 'bigint']);

function badValue(field: string, reason: string) {
  return invalid(GUESS.badColumn, 'Invalid query formed', { column_name: field, reason });
}

/** A literal in the form its column is compared in. @throws Refusal for one of another type. */
function comparable(column: Column, literal: Literal): Comparable {
  const { type, name } = column;
  if (literal.kind === 'boolean') {
    if (type !== 'boolean') throw badValue(name, 'value given seems to be invalid for the column');
    return literal.value;
  }
  const { text } = literal;
  if (type === 'datetime') {
    const ms = parseInstant(text, false);
    if (ms === null) throw badValue(name, 'expected a datetime with offset');
    return ms;
  }
  if (type === 'date' && !isDay(text)) throw badValue(name, 'expected a date');
  if (NUMBERS.has(type)) {
    if (text.trim() === '' || Number.isNaN(Number(text))) throw badValue(name, 'expected a number');
    return Number(text);
  }
  if (type === 'boolean') throw badValue(name, 'expected true or false');
  return text.toLowerCase();
}

function likePattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*');
  return new RegExp(`^${escaped}$`, 's');
}

function compare(a: Comparable, b: Comparable): number {
  if (a === b) return 0;
  return (a as string) < (b as string) ? -1 : 1;
}

const ORDERS: Partial<Record<Criterion['operator'], (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function compileCriterion(column: Column, { operator, values }: Criterion): Predicate {
  const read = column.compare;
  if (operator === 'is null') return (version) => read(version) === null;
  if (operator === 'is not null') return (version) => read(version) !== null;
  const wanted = values.map((each) => comparable(column, each));
  const [first = null, second = null] = wanted;
  const order = ORDERS[operator];
  if (order) return present(read, (value) => order(compare(value, first)));
  if (operator === 'between')
    return present(read, (value) => compare(value, first) >= 0 && compare(value, second) <= 0);
  const set = new Set(wanted);
  if (operator === 'in') return (version) => set.has(read(version));
  if (operator === 'not in') return (version) => !set.has(read(version));
  const pattern = likePattern(String(first));
  return present(read, (value) => pattern.test(String(value)) === (operator === 'like'));
}

/** A comparison never holds for an empty value, `!=` aside from nothing. */
function present(read: Column['compare'], holds: (value: Comparable) => boolean): Predicate {
  return (version) => {
    const value = read(version);
    return value !== null && holds(value);
  };
}

/** Turns a condition into a test of records. @throws Refusal for columns and values that do not fit. */
export function compile(condition: Condition, columnOf: (name: string) => Column): Predicate {
  if (condition.kind === 'criterion') return compileCriterion(columnOf(condition.field), condition);
  const left = compile(condition.left, columnOf);
  const right = compile(condition.right, columnOf);
  return condition.kind === 'and'
    ? (version) => left(version) && right(version)
    : (version) => left(version) || right(version);
}

/** The earliest Modified_Time a record that meets the condition can have; what lies before need not be read. */
export function earliestModified(condition: Condition): number {
  if (condition.kind !== 'criterion') {
    const bounds = [earliestModified(condition.left), earliestModified(condition.right)];
    return condition.kind === 'and' ? Math.max(...bounds) : Math.min(...bounds);
  }
  const [first] = condition.values;
  const isBound = ['=', '>', '>=', 'between'].includes(condition.operator);
  if (condition.field !== 'Modified_Time' || !isBound || first === undefined || first.kind === 'boolean')
    return Number.NEGATIVE_INFINITY;
  return parseInstant(first.text, false) ?? Number.NEGATIVE_INFINITY;
}
