import type { MappingRow, Transform, TransformName } from '../../../shared/mapping.js';
import type { AppField, FieldType, FieldValue } from '../../../shared/records.js';
import { placeholdersOf, TRANSFORM_INFO, type TransformParam } from '../../../shared/transforms.js';
import type { Rows } from './edits.js';

/** What a chain starts from and is to end in. Null types: anything. */
export interface ChainEnds {
  app: FieldType | null;
  crm: FieldType | null;
}

/** Longest chain a row may have. */
const MAX_STEPS = 10;
const ALL_STEPS = Object.keys(TRANSFORM_INFO) as TransformName[];
/** Steps that make sense more than once. */
const REPEATED: readonly TransformName[] = ['replace'];
/** Never the first that come to mind, whatever the types are. */
const SELDOM: readonly TransformName[] = [
  'html',
  'milliseconds',
  'currency_iso',
  'multiply',
  'join',
  'split',
];

export const infoOf = (name: TransformName) => TRANSFORM_INFO[name];

/** Type of a value after the steps on its way in; null: not known. */
export const typeAfter = (crm: FieldType | null, steps: readonly Transform[]): FieldType | null =>
  steps.reduce((type, { name }) => infoOf(name)?.yields ?? type, crm);

const KINDS: Partial<Record<FieldType, string>> = {
  number: 'number',
  integer: 'number',
  money_cents: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'date',
  country: 'country',
  currency: 'currency',
};
/** Texts of all kinds are one. */
const kindOf = (type: FieldType): string => KINDS[type] ?? 'text';

function isLikely(name: TransformName, { app }: ChainEnds, type: FieldType | null): boolean {
  const { yields, inverse } = infoOf(name);
  if (SELDOM.includes(name)) return yields !== null && yields === app && yields !== type;
  if (inverse === 'same') return !app || kindOf(app) === 'text';
  return yields !== null && (!app || yields === app);
}

/** What plain text and choices may still be read as; a phone number or an address is what it is. */
const PLAIN: readonly FieldType[] = ['text', 'enum'];

/** A value of that kind may still become one of ours: text holds everything, and every kind is read from plain text. */
function canEnd(yields: FieldType | null, app: FieldType | null): boolean {
  if (!yields || !app || kindOf(yields) === kindOf(app)) return true;
  return kindOf(app) === 'text' || PLAIN.includes(yields);
}

export interface StepsToAdd {
  /** Those that make the row's own kind of value, or tidy it. */
  likely: TransformName[];
  other: TransformName[];
}

/** Steps that take what comes out of the chain so far and do not lead away from our field's kind. */
export function stepsToAdd(ends: ChainEnds, has: readonly Transform[]): StepsToAdd {
  const type = typeAfter(ends.crm, has);
  const isFull = has.length >= MAX_STEPS;
  const names = ALL_STEPS.filter((name) => {
    const { takes, yields } = infoOf(name);
    const isThere = !REPEATED.includes(name) && has.some((step) => step.name === name);
    return !isFull && !isThere && (!takes || !type || takes.includes(type)) && canEnd(yields, ends.app);
  });
  const likely = names.filter((name) => isLikely(name, ends, type));
  return { likely, other: names.filter((name) => !likely.includes(name)) };
}

/** A step as it is when just added; `country` (ISO alpha-2) is where phone numbers without a prefix are from. */
export function newStep(name: TransformName, country: string): Transform {
  switch (name) {
    case 'e164':
      return { name, country };
    case 'multiply':
      return { name, by: 100 };
    case 'truncate':
      return { name, length: 255 };
    case 'default':
    case 'constant':
      return { name, value: '' };
    case 'replace':
      return { name, find: '', with: '' };
    case 'split':
      return { name, separator: ';' };
    case 'join':
      return { name, separator: ', ' };
    case 'lookup':
      return { name, table: [{ from: '', to: '' }], other: 'keep' };
    case 'template':
      return { name, template: '' };
    default:
      return { name };
  }
}

/** The value of one setting of a step. */
export const settingOf = (step: Transform, { name }: TransformParam): unknown =>
  (step as unknown as Record<string, unknown>)[name];

/** The step with one setting; undefined takes an optional one away. */
export function withSetting(step: Transform, { name }: TransformParam, value: unknown): Transform {
  const { [name]: _, ...rest } = step as unknown as Record<string, unknown>;
  return (value === undefined ? rest : { ...rest, [name]: value }) as unknown as Transform;
}

/** Not what is still being typed: "1," may become 1,5. */
const NUMBER = /^-?\d+([.,]\d+)?$/;

function numberOf(text: string): number | null {
  return NUMBER.test(text.trim()) ? Number(text.trim().replace(',', '.')) : null;
}

const LONGEST_TEXT = 65_536;

/** A number setting read from what was typed; null while it cannot be one. */
export function readNumber({ name }: Transform, text: string): number | null {
  const number = numberOf(text);
  if (!number || name !== 'truncate') return number || null;
  return Number.isInteger(number) && number > 0 && number <= LONGEST_TEXT ? number : null;
}

/** A value of one of our fields as it was typed: a number for a field of numbers. */
export function readValue(text: string, type: FieldType | null): FieldValue {
  return (type !== null && kindOf(type) === 'number' ? numberOf(text) : null) ?? text;
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

/** False while a setting is missing that the step cannot do without. */
export function isWhole(step: Transform): boolean {
  switch (step.name) {
    case 'lookup':
      return step.table.length > 0 && step.table.every(({ from, to }) => from !== '' && to !== '');
    case 'replace':
      return step.find !== '' && !step.with.includes(step.find);
    case 'template':
      return placeholdersOf(step.template).length > 0;
    case 'default':
      return true;
    default:
      return (infoOf(step.name)?.params ?? []).every(
        (param) => param.optional || !isBlank(settingOf(step, param)),
      );
  }
}

/** Rows as they can be tried while they are edited: without steps that still want a setting. */
export const triable = (rows: Rows): MappingRow[] =>
  rows.map((row) =>
    row.transforms.every(isWhole) ? row : { ...row, transforms: row.transforms.filter(isWhole) },
  );

/** The end types of a row. Paired choices come into the chain as our own. */
export function chainEnds(row: MappingRow, app: AppField | null, crmType: FieldType | undefined): ChainEnds {
  return { app: app?.type ?? null, crm: row.picklist ? 'enum' : (crmType ?? null) };
}
