import type { Transform, TransformName } from '../../../shared/mapping.js';
import type { FieldType, FieldValue } from '../../../shared/records.js';

const TEXT_STEPS: readonly TransformName[] = [
  'trim',
  'lower',
  'upper',
  'first_word',
  'after_first_word',
  'truncate',
  'text',
  'default',
];
const NUMBER_STEPS: readonly TransformName[] = ['number', 'multiply', 'default'];

/** Steps that can make a value of each type. A custom field of ours (null) takes every one. */
const STEPS: Record<FieldType, readonly TransformName[]> = {
  text: TEXT_STEPS,
  long_text: ['trim', 'html', 'truncate', 'text', 'default'],
  email: ['trim', 'lower', 'default'],
  phone: ['trim', 'e164'],
  url: ['trim', 'lower', 'domain', 'default'],
  number: NUMBER_STEPS,
  integer: [...NUMBER_STEPS, 'milliseconds'],
  money_cents: ['number', 'cents', 'multiply', 'default'],
  boolean: ['boolean', 'default'],
  date: ['date'],
  datetime: ['datetime'],
  country: ['trim', 'country_iso', 'default'],
  currency: ['trim', 'upper', 'default'],
  enum: ['trim', 'lower', 'upper', 'text', 'default'],
  ref: [],
  ref_list: [],
};

const ALL_STEPS = [...new Set(Object.values(STEPS).flat())];

/** Conversions that can still be added to a row of this type: each at most once. */
export function stepsToAdd(type: FieldType | null, has: readonly Transform[]): TransformName[] {
  const names = type ? STEPS[type] : ALL_STEPS;
  return names.filter((name) => !has.some((step) => step.name === name));
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
    case 'join':
      return { name, separator: ';' };
    case 'lookup':
      return { name, table: [], other: 'keep' };
    case 'template':
      return { name, template: '' };
    default:
      return { name };
  }
}

const NUMERIC: readonly (FieldType | null)[] = ['number', 'integer', 'money_cents'];

function defaultValue(text: string, type: FieldType | null): FieldValue {
  if (type === 'boolean') return /^(true|yes|si|sì|1)$/i.test(text.trim());
  return NUMERIC.includes(type) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** The step with its parameter read from what was typed; null while that cannot be one (`by` "abc", country "I"). */
export function withParameter(step: Transform, text: string, type: FieldType | null): Transform | null {
  const number = Number(text);
  switch (step.name) {
    case 'e164':
      return /^[a-z]{2}$/i.test(text.trim()) ? { ...step, country: text.trim().toUpperCase() } : null;
    case 'multiply':
      return text.trim() && Number.isFinite(number) && number !== 0 ? { ...step, by: number } : null;
    case 'truncate':
      return Number.isInteger(number) && number > 0 ? { ...step, length: number } : null;
    case 'default':
      return { ...step, value: defaultValue(text, type) };
    default:
      return step;
  }
}
