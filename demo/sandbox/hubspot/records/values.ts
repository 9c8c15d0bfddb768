import type { PropertyDefinition } from '../properties/definition.js';
import { isoUtc } from '../state/version.js';

/** What is wrong with a value; `code` as the vendor names it. */
export interface ValueFault {
  code: string;
  message: string;
}

/** A checked value as it is stored, or what is wrong with it. */
export type Checked = { value: string } | { fault: ValueFault };

const DAY_MS = 86_400_000;
const TEXT_LIMIT = 65_536;

function fault(code: string, message: string): Checked {
  return { fault: { code, message } };
}

/** Epoch milliseconds of a vendor date value: digits are milliseconds, else ISO 8601; NaN when neither. */
export function parseInstant(value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(value)) return Number.NaN;
  // A time without a zone is read as UTC.
  const hasZone = !value.includes('T') || /(Z|[+-]\d{2}:?\d{2})$/.test(value);
  return Date.parse(hasZone ? value : `${value}Z`);
}

function checkDate(name: string, value: string): Checked {
  const ms = parseInstant(value);
  if (Number.isNaN(ms) || (value.includes('T') && ms % DAY_MS !== 0))
    return fault(
      'INVALID_DATE',
      `${value} was not a valid date for ${name}: use YYYY-MM-DD or midnight UTC.`,
    );
  if (ms % DAY_MS !== 0) return fault('INVALID_DATE', `${value} is at ${isoUtc(ms)}, not midnight!`);
  return { value: new Date(ms).toISOString().slice(0, 10) };
}

function checkChoice(definition: PropertyDefinition, value: string): Checked {
  const isMultiple = definition.fieldType === 'checkbox';
  const parts = isMultiple ? value.split(';').filter(Boolean) : [value];
  const allowed = definition.options.map((option) => option.value);
  const wrong = parts.find((part) => !allowed.includes(part));
  if (wrong === undefined) return { value: isMultiple && !value.startsWith(';') ? parts.join(';') : value };
  return fault('INVALID_OPTION', `${wrong} was not one of the allowed options: [${allowed.join(', ')}]`);
}

/** Checks a non-empty value against its definition and gives it the form it is stored in. */
export function checkValue(definition: PropertyDefinition, value: string): Checked {
  switch (definition.type) {
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value.trim())
        ? { value: value.trim() }
        : fault('INVALID_NUMERIC', `${value} was not a valid number.`);
    case 'bool':
      return value === 'true' || value === 'false'
        ? { value }
        : fault('INVALID_OPTION', `${value} was not one of the allowed options: [true, false]`);
    case 'date':
      return checkDate(definition.name, value);
    case 'datetime': {
      const ms = parseInstant(value);
      return Number.isNaN(ms)
        ? fault('INVALID_LONG', `${value} was not a valid long.`)
        : { value: isoUtc(ms) };
    }
    case 'enumeration':
      return definition.externalOptions ? { value } : checkChoice(definition, value);
    default:
      return value.length > TEXT_LIMIT
        ? fault('STRING_TOO_LONG', `Value is ${value.length} characters; the limit is ${TEXT_LIMIT}.`)
        : { value };
  }
}

/** Whether a text can be an e-mail address at all. */
export function isEmail(value: string): boolean {
  return /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/.test(value.trim());
}
