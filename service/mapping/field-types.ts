import type { AppField, FieldType, FieldValue, ObjectName } from '../../shared/records.js';
import { APP_FIELDS } from '../../shared/records.js';
import { Fault, type Step, UNSUPPORTED_VALUE } from './conversion.js';
import { toBoolean, toInteger, toIsoDate, toIsoDatetime, toNumber, toText, toTextList } from './values.js';

/** `custom.<snake_case name>`; the part after the dot is the key in `custom`. */
const CUSTOM_FIELD = /^custom\.([a-z][a-z0-9_]{0,62})$/;

const NOT_A_COUNTRY_CODE = new Fault('not_a_country', 'is not a country code such as IT.');
const NOT_A_CURRENCY = new Fault('not_a_currency', 'is not a currency code such as EUR.');
const UNKNOWN_OPTION = new Fault('unknown_option', 'is none of the values this field takes.');

const BY_NAME: ReadonlyMap<ObjectName, ReadonlyMap<string, AppField>> = new Map(
  Object.entries(APP_FIELDS).map(([object, fields]) => [
    object as ObjectName,
    new Map(fields.map((field) => [field.name, field])),
  ]),
);

/** The canonical field of that name; undefined for custom and unknown ones. */
export function findAppField(object: ObjectName, name: string): AppField | undefined {
  return BY_NAME.get(object)?.get(name);
}

/** `x` of `custom.x`; null when the name is not one of a custom field. */
export function customName(field: string): string | null {
  return CUSTOM_FIELD.exec(field)?.[1] ?? null;
}

/** Links to other records: filled from a record's refs, never from a mapped value. */
export function isRef(field: AppField): boolean {
  return field.type === 'ref' || field.type === 'ref_list';
}

/**
 * The last step on the way in: what the chain made becomes a value of the canonical field, or a `Fault`. Nothing of a
 * wrong type gets past it, so the store and the host never see one. Blank text is null.
 */
export function fitApp(field: AppField | null): (value: unknown) => FieldValue | Fault {
  if (field === null) return fitAny;
  if (field.options !== undefined) return fitOption(field.options);
  switch (field.type) {
    case 'number':
      return toNumber;
    case 'integer':
    case 'money_cents':
      return toInteger;
    case 'boolean':
      return toBoolean;
    case 'date':
      return toIsoDate;
    case 'datetime':
      return toIsoDatetime;
    case 'country':
      return fitPattern(/^[A-Z]{2}$/, NOT_A_COUNTRY_CODE);
    case 'currency':
      return fitPattern(/^[A-Z]{3}$/, NOT_A_CURRENCY);
    default:
      return toText;
  }
}

/** Whether a step of `fitApp` leaves every text as it is. */
export function takesText(fit: Step): boolean {
  return fit === toText || fit === fitAny;
}

/**
 * The last step on the way out, when the CRM's own type of the field is known: numbers as numbers, dates as
 * `YYYY-MM-DD`, times as ISO in UTC, text as text. Types with a format of their own (choices, links) pass unchanged.
 */
export function fitCrm(type: FieldType | null): Step {
  switch (type) {
    case 'number':
    case 'money_cents':
      return toNumber;
    case 'integer':
      return toInteger;
    case 'boolean':
      return toBoolean;
    case 'date':
      return toIsoDate;
    case 'datetime':
      return toIsoDatetime;
    case 'text':
    case 'long_text':
    case 'email':
    case 'phone':
    case 'url':
      return toText;
    default:
      return fitAny;
  }
}

/** Any value a record can hold. */
function fitAny(value: unknown): FieldValue | Fault {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNSUPPORTED_VALUE;
  if (!Array.isArray(value)) return UNSUPPORTED_VALUE;
  const list = toTextList(value);
  return list instanceof Fault ? UNSUPPORTED_VALUE : list;
}

function fitPattern(pattern: RegExp, fault: Fault) {
  return (value: unknown): string | Fault =>
    typeof value === 'string' && pattern.test(value) ? value : fault;
}

function fitOption(options: readonly string[]) {
  const known = new Set(options);
  return (value: unknown): string | Fault =>
    typeof value === 'string' && known.has(value) ? value : UNKNOWN_OPTION;
}
