import {
  COUNTRY_FORMS,
  DATE_FORMATS,
  DATETIME_FORMATS,
  LOOKUP_OTHERS,
  type MappingRow,
  NAME_LANGUAGES,
  type Transform,
  type TransformName,
} from './mapping.js';
import type { FieldType } from './records.js';

/**
 * What becomes of a step on the way to the CRM. `exact`: it is undone. `same`: it tidies, and does so both ways.
 * `none`: it goes one way, so a row that goes both ways cannot have it.
 */
export type Inverse = 'exact' | 'same' | 'none';

/**
 * What a parameter is: `value` is any value of a field, `table` the pairs of a lookup, `template` text with
 * placeholders, `separator` a short text that may be blank, `country` and `currency` ISO codes, `zone` an IANA zone.
 */
export type ParamKind =
  | 'text'
  | 'number'
  | 'choice'
  | 'table'
  | 'country'
  | 'currency'
  | 'zone'
  | 'separator'
  | 'template'
  | 'value';

export interface TransformParam {
  name: string;
  kind: ParamKind;
  /** Of a `choice`. */
  choices?: readonly string[];
  optional?: true;
}

/** What everybody must know of a transform who does not run it. */
export interface TransformInfo {
  params: readonly TransformParam[];
  inverse: Inverse;
  /** Types of values it makes sense for on the way in; null: any. */
  takes: readonly FieldType[] | null;
  /** Type of the value on the way in after it; null: the type it had. */
  yields: FieldType | null;
}

const TEXTS: readonly FieldType[] = [
  'text',
  'long_text',
  'email',
  'phone',
  'url',
  'enum',
  'country',
  'currency',
];
const NUMBERS: readonly FieldType[] = ['number', 'integer', 'money_cents', 'text', 'enum'];
const DATES: readonly FieldType[] = ['date', 'datetime', 'number', 'integer', 'text', 'enum'];
const SHORT_TEXTS: readonly FieldType[] = ['text', 'enum'];

function info(
  inverse: Inverse,
  takes: TransformInfo['takes'],
  yields: FieldType | null,
  ...params: TransformParam[]
): TransformInfo {
  return { params, inverse, takes, yields };
}

/** Every transform by name: its parameters, its inverse and its types. */
export const TRANSFORM_INFO: Readonly<Record<TransformName, TransformInfo>> = {
  trim: info('same', TEXTS, null),
  lower: info('same', TEXTS, null),
  upper: info('same', TEXTS, null),
  text: info('exact', null, 'text'),
  number: info('exact', NUMBERS, 'number', {
    name: 'decimal',
    kind: 'choice',
    choices: ['.', ','],
    optional: true,
  }),
  boolean: info(
    'exact',
    null,
    'boolean',
    { name: 'yes', kind: 'text', optional: true },
    { name: 'no', kind: 'text', optional: true },
  ),
  date: info('exact', DATES, 'date', {
    name: 'format',
    kind: 'choice',
    choices: DATE_FORMATS,
    optional: true,
  }),
  datetime: info(
    'exact',
    DATES,
    'datetime',
    { name: 'format', kind: 'choice', choices: DATETIME_FORMATS, optional: true },
    { name: 'zone', kind: 'zone', optional: true },
  ),
  e164: info('exact', ['phone', 'text', 'number', 'integer'], 'phone', { name: 'country', kind: 'country' }),
  country_iso: info(
    'exact',
    ['country', ...SHORT_TEXTS],
    'country',
    { name: 'write', kind: 'choice', choices: COUNTRY_FORMS, optional: true },
    { name: 'language', kind: 'choice', choices: NAME_LANGUAGES, optional: true },
  ),
  currency_iso: info('exact', ['currency', ...SHORT_TEXTS], 'currency'),
  multiply: info('exact', NUMBERS, 'number', { name: 'by', kind: 'number' }),
  cents: info('exact', NUMBERS, 'money_cents', { name: 'currency', kind: 'currency', optional: true }),
  domain: info('exact', ['url', 'text', 'email'], 'url'),
  html: info('exact', ['text', 'long_text'], 'long_text'),
  milliseconds: info('exact', NUMBERS, 'integer'),
  first_word: info('none', TEXTS, 'text'),
  after_first_word: info('none', TEXTS, 'text'),
  digits: info('same', TEXTS, null),
  truncate: info('same', TEXTS, null, { name: 'length', kind: 'number' }),
  replace: info(
    'same',
    TEXTS,
    null,
    { name: 'find', kind: 'separator' },
    { name: 'with', kind: 'separator' },
  ),
  split: info('exact', TEXTS, 'enum', { name: 'separator', kind: 'separator' }),
  join: info('exact', null, 'text', { name: 'separator', kind: 'separator' }),
  lookup: info(
    'exact',
    null,
    null,
    { name: 'table', kind: 'table' },
    { name: 'other', kind: 'choice', choices: LOOKUP_OTHERS },
  ),
  default: info('exact', null, null, { name: 'value', kind: 'value' }),
  constant: info('none', null, null, { name: 'value', kind: 'value' }),
  template: info('none', null, 'text', { name: 'template', kind: 'template' }),
};

const PLACEHOLDER = /\{([\w.$@:-]+)\}/g;

/** Names of the fields a template puts in, each once; a brace around anything else is text. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/** A template cut at its placeholders: text, name, text, name, …, text. */
export const cutTemplate = (template: string): string[] => template.split(PLACEHOLDER);

/** The steps of a row that keep it from going both ways; empty when all can be undone. */
export function oneWaySteps(row: Pick<MappingRow, 'transforms'>): TransformName[] {
  return row.transforms
    .map(({ name }) => name)
    .filter((name) => Object.hasOwn(TRANSFORM_INFO, name) && TRANSFORM_INFO[name].inverse === 'none');
}

const NAME_PARTS: ReadonlyMap<TransformName, TransformName> = new Map([
  ['first_word', 'after_first_word'],
  ['after_first_word', 'first_word'],
]);

/** Where the step stands that takes a part of a name, when it is the only one of the row that cannot be undone; else -1. */
export function namePartAt(row: Pick<MappingRow, 'transforms'>): number {
  const [only, ...others] = oneWaySteps(row);
  if (only === undefined || others.length > 0 || !NAME_PARTS.has(only)) return -1;
  return row.transforms.findIndex(({ name }) => name === only);
}

/**
 * The row that has the other part of the same CRM field, one with `first_word`, the other with `after_first_word`:
 * the two are written together. Null when there is none. The steps next to the CRM must be the same in both.
 */
export function findNameTwin<R extends MappingRow>(row: R, rows: readonly R[]): R | null {
  const at = namePartAt(row);
  if (at === -1 || row.direction === 'from_crm') return null;
  const wanted = NAME_PARTS.get((row.transforms[at] as Transform).name);
  const before = beforePart(row, at);
  const twin = rows.find(
    (other) =>
      other !== row &&
      other.crm === row.crm &&
      other.direction !== 'from_crm' &&
      other.transforms[at]?.name === wanted &&
      namePartAt(other) === at &&
      beforePart(other, at) === before,
  );
  return twin ?? null;
}

const beforePart = ({ transforms }: MappingRow, at: number): string =>
  JSON.stringify(transforms.slice(0, at));

/** Whether the row is written to the CRM at all: it says so, and each of its steps knows a way out. */
export function isWritten(row: MappingRow, rows: readonly MappingRow[]): boolean {
  if (row.crm === null || row.direction === 'from_crm') return false;
  return row.direction === 'to_crm' || oneWaySteps(row).length === 0 || findNameTwin(row, rows) !== null;
}
