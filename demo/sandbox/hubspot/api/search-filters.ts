import type { ObjectType } from '../object-types.js';
import type { PropertyDefinition } from '../properties/definition.js';
import { readValue } from '../records/present.js';
import { parseInstant } from '../records/values.js';
import { invalid } from '../refusal.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';

/** One filter as sent. */
export interface Filter {
  propertyName: string;
  operator: string;
  value?: string;
  highValue?: string;
  values?: string[];
}

/** Decides whether a record matches. */
export type Predicate = (version: Version) => boolean;

const OPERATORS = new Set(
  'EQ NEQ LT LTE GT GTE BETWEEN IN NOT_IN HAS_PROPERTY NOT_HAS_PROPERTY CONTAINS_TOKEN NOT_CONTAINS_TOKEN'.split(
    ' ',
  ),
);
const MAX_GROUPS = 5;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;

/** Reads `filterGroups`. @throws Refusal 400 for unknown operators and properties, missing values, too many. */
export function readFilterGroups(portal: Portal, type: ObjectType, value: unknown): Filter[][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid('Invalid input JSON: filterGroups must be a list');
  const groups = value.map((group: { filters?: unknown } | null) => {
    if (!Array.isArray(group?.filters)) throw invalid('Invalid input JSON: a filter group needs filters');
    return group.filters.map((filter) => readFilter(portal, type, filter));
  });
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  if (groups.length > MAX_GROUPS) throw invalid(`The maximum number of filter groups is ${MAX_GROUPS}`);
  if (total > MAX_FILTERS || groups.some((group) => group.length > MAX_FILTERS_PER_GROUP))
    throw invalid(`Filters are limited to ${MAX_FILTERS_PER_GROUP} per group and ${MAX_FILTERS} in total`);
  return groups;
}

function readFilter(portal: Portal, type: ObjectType, value: unknown): Filter {
  const filter = (value ?? {}) as Partial<Filter>;
  const { propertyName, operator } = filter;
  if (typeof propertyName !== 'string' || typeof operator !== 'string')
    throw invalid('Invalid input JSON: a filter needs propertyName and operator');
  if (!OPERATORS.has(operator)) throw invalid(`Unknown filter operator: ${operator}`);
  const definition = portal.property(type, propertyName);
  if (!definition)
    throw invalid(`There was a problem with the request: property "${propertyName}" does not exist`, {
      errors: [{ message: `Property "${propertyName}" does not exist`, code: 'PROPERTY_DOESNT_EXIST' }],
    });
  checkOperands(filter as Filter, definition);
  return filter as Filter;
}

function checkOperands(filter: Filter, definition: PropertyDefinition): void {
  const isList = filter.operator === 'IN' || filter.operator === 'NOT_IN';
  const given = isList
    ? filter.values
    : [filter.value, ...(filter.operator === 'BETWEEN' ? [filter.highValue] : [])];
  if (filter.operator.endsWith('HAS_PROPERTY')) return;
  if (!Array.isArray(given) || given.length === 0 || given.some((each) => typeof each !== 'string'))
    throw invalid(
      `operator ${filter.operator} of "${filter.propertyName}" needs ${isList ? 'values' : 'a value'}`,
    );
  if (filter.operator.endsWith('TOKEN')) return;
  for (const each of given as string[]) {
    if (Number.isNaN(comparableNumber(definition, each)))
      throw invalid(`${each} is not a valid ${definition.type} for filter "${filter.propertyName}"`);
  }
}

/** A number for numbers and dates, null for text, NaN when the text is no such number or date. */
function comparableNumber(definition: PropertyDefinition, text: string): number | null {
  if (definition.type === 'number') return text.trim() === '' ? Number.NaN : Number(text);
  if (definition.type === 'date' || definition.type === 'datetime') return parseInstant(text);
  return null;
}

/** What values of a property are compared by: numbers and times as numbers, the rest as lower-case text. */
export function comparable(definition: PropertyDefinition, text: string): number | string {
  return comparableNumber(definition, text) ?? text.toLowerCase();
}

function tokens(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}_*]+/u)
    .filter(Boolean);
}

function hasToken(text: string, wanted: string): boolean {
  const patterns = tokens(wanted).map(
    (token) =>
      new RegExp(
        `^${token
          .split('*')
          .map((part) => part.replace(/[^\p{L}\p{N}_]/gu, ''))
          .join('.*')}$`,
        'u',
      ),
  );
  const present = tokens(text);
  return patterns.every((pattern) => present.some((token) => pattern.test(token)));
}

/** Compiles one filter. Negative operators also match records without a value. */
export function compileFilter(portal: Portal, type: ObjectType, filter: Filter): Predicate {
  const definition = portal.property(type, filter.propertyName) as PropertyDefinition;
  const read = (version: Version): string | null => readValue(portal, type, version, filter.propertyName);
  const of = (text: string): number | string => comparable(definition, text);
  const test = (check: (value: number | string) => boolean, whenEmpty = false): Predicate => {
    return (version) => {
      const text = read(version);
      return text === null ? whenEmpty : check(of(text));
    };
  };
  const bound = of(filter.value ?? '');
  const set = new Set((filter.values ?? []).map(of));
  switch (filter.operator) {
    case 'EQ':
      return test((value) => value === bound);
    case 'NEQ':
      return test((value) => value !== bound, true);
    case 'LT':
      return test((value) => value < bound);
    case 'LTE':
      return test((value) => value <= bound);
    case 'GT':
      return test((value) => value > bound);
    case 'GTE':
      return test((value) => value >= bound);
    case 'BETWEEN': {
      const high = of(filter.highValue ?? '');
      return test((value) => value >= bound && value <= high);
    }
    case 'IN':
      return test((value) => set.has(value));
    case 'NOT_IN':
      return test((value) => !set.has(value), true);
    case 'HAS_PROPERTY':
      return (version) => read(version) !== null;
    case 'NOT_HAS_PROPERTY':
      return (version) => read(version) === null;
    default: {
      const wants = filter.operator === 'CONTAINS_TOKEN';
      return (version) => hasToken(read(version) ?? '', filter.value ?? '') === wants;
    }
  }
}
