import { Fault, repr, valueError } from '../fault.js';
import type { Field } from './field.js';
import { sanitizeHtml } from './html-body.js';
import type { Value } from './row.js';

/**
 * A value as it arrived in `create` or `write`, as it is stored. Relations to many take commands, see commands.ts.
 *
 * @throws Fault `ValueError` and the like, as Python's own conversions do.
 */
export function toStored(model: string, name: string, field: Field, value: unknown): Value {
  switch (field.type) {
    case 'boolean':
      return truthy(value);
    case 'integer':
    case 'many2one_reference':
      return toInteger(value);
    case 'float':
    case 'monetary':
      return toFloat(value);
    case 'date':
    case 'datetime':
      return isEmpty(value) ? null : toMoment(field.type, value);
    case 'selection':
      return toChoice(model, name, field, value);
    case 'many2one':
      return toId(model, name, value);
    case 'html':
      return isEmpty(value) ? null : sanitizeHtml(String(value));
    default:
      return isEmpty(value) ? null : toText(field, value);
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === false || value === '';
}

/** Truth as Python sees it: any text is true, "false" and "0" included. */
function truthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return Boolean(value);
}

function toInteger(value: unknown): number | null {
  if (isEmpty(value)) return null;
  const number = typeof value === 'string' ? integerText(value) : Math.trunc(Number(value));
  if (Number.isNaN(number))
    throw new Fault('builtins.TypeError', `int() argument must be a number, not ${repr(value)}`);
  if (Math.abs(number) > 2_147_483_647)
    throw new Fault('psycopg2.errors.NumericValueOutOfRange', 'integer out of range\n');
  return number;
}

function integerText(value: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(value))
    throw valueError(`invalid literal for int() with base 10: ${repr(value)}`);
  return Number(value);
}

function toFloat(value: unknown): number | null {
  if (isEmpty(value)) return null;
  if (typeof value === 'string' && !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value))
    throw valueError(`could not convert string to float: ${repr(value)}`);
  const number = Number(value);
  if (!Number.isFinite(number))
    throw new Fault('builtins.TypeError', `must be real number, not ${repr(value)}`);
  return number;
}

const FORMATS = { date: '%Y-%m-%d', datetime: '%Y-%m-%d %H:%M:%S' };

/** Only the vendor's own format: no "T", no zone, no fraction. A datetime cut short is taken; a date may carry a time. */
function toMoment(type: 'date' | 'datetime', value: unknown): string {
  const text = String(value);
  const day = /^(\d{4}-\d\d-\d\d)/.exec(text)?.[1];
  const time = /^.{10}(?: (\d\d)(?::(\d\d)(?::(\d\d))?)?)?$/.exec(text);
  const [hour = '00', minute = '00', second = '00'] = time?.slice(1) ?? [];
  const isReal = day !== undefined && !Number.isNaN(Date.parse(`${day}T${hour}:${minute}:${second}Z`));
  if (!isReal || (!time && type === 'datetime'))
    throw valueError(`time data ${repr(text)} does not match format '${FORMATS[type]}'`);
  return type === 'date' ? day : `${day} ${hour}:${minute}:${second}.000000`;
}

function toChoice(model: string, name: string, field: Field, value: unknown): string | null {
  if (isEmpty(value)) return null;
  if (!field.selection?.some(([choice]) => choice === value))
    throw valueError(`Wrong value for ${model}.${name}: ${repr(value)}`);
  return String(value);
}

/** A bare id. The pair that `read` gives is no valid input. */
function toId(model: string, name: string, value: unknown): number | null {
  if (isEmpty(value)) return null;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw valueError(`Wrong value for ${model}.${name}: ${repr(value)}`);
  return value;
}

function toText(field: Field, value: unknown): string {
  const text = typeof value === 'object' ? repr(value) : String(value);
  if (text.includes('\u0000')) throw valueError('A string literal cannot contain NUL (0x00) characters.');
  return field.size === undefined ? text : text.slice(0, field.size);
}
