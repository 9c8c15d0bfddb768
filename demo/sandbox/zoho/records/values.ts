import type { FieldDefinition } from '../fields/definition.js';
import { jsonType } from '../fields/present-field.js';
import { GUESS } from '../guesses.js';
import type { RowFault } from '../refusal.js';
import type { Stored } from '../state/record.js';
import { isDay, parseInstant } from '../state/time.js';
import { badValue, type Row } from './row.js';

type Check = (row: Row, field: FieldDefinition, value: unknown) => Stored;

function wrongType(row: Row, field: FieldDefinition, expected = jsonType(field.type)): RowFault {
  return badValue(row, field.apiName, { expected_data_type: expected });
}

function checkText(row: Row, field: FieldDefinition, value: unknown): string {
  if (typeof value !== 'string') throw wrongType(row, field);
  if ([...value].length > field.length) throw badValue(row, field.apiName, { maximum_length: field.length });
  return value;
}

function patterned(pattern: RegExp): Check {
  return (row, field, value) => {
    const text = checkText(row, field, value);
    if (!pattern.test(text)) throw wrongType(row, field, field.type);
    return text;
  };
}

function checkNumber(row: Row, field: FieldDefinition, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(row, field);
  const [whole = '', fraction = ''] = Math.abs(value).toString().split('.');
  if (whole.length > field.length) throw badValue(row, field.apiName, { maximum_length: field.length });
  if (field.decimals !== null && fraction.length > field.decimals)
    throw badValue(row, field.apiName, {
      expected_data_type: jsonType(field.type),
      decimal_place: field.decimals,
    });
  if (field.type === 'integer' && !Number.isInteger(value)) throw wrongType(row, field);
  return value;
}

function checkInstant(row: Row, field: FieldDefinition, value: unknown): number {
  const ms = typeof value === 'string' ? parseInstant(value, row.org.settings.strict_datetimes) : null;
  if (ms === null) throw wrongType(row, field, 'datetime');
  return ms;
}

function checkChoice(row: Row, field: FieldDefinition, value: unknown): string {
  const text = checkText(row, field, value);
  if (field.values.includes(text)) return text;
  // The account learns the choices of an open picklist from what is written to it.
  if (!field.isOpen) throw wrongType(row, field, 'picklist');
  field.values.push(text);
  return text;
}

function checkChoices(row: Row, field: FieldDefinition, value: unknown): string[] {
  if (!Array.isArray(value)) throw wrongType(row, field, 'jsonarray');
  return value.map((each) => checkChoice(row, field, each));
}

/** Id inside a lookup's object. */
function idOf(row: Row, field: FieldDefinition, value: unknown): string {
  const id = (value as { id?: unknown })?.id;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(row, field, 'jsonobject');
  if (typeof id !== 'string' || !/^\d{10,19}$/.test(id)) throw badValue(row, field.apiName);
  return id;
}

function checkLookup(row: Row, field: FieldDefinition, value: unknown): string {
  const id = idOf(row, field, value);
  // Where `parent` leads depends on another field: see the rules of activities and notes.
  if (field.lookup === null || field.lookup === 'parent') return id;
  if (!row.org.store(field.lookup).get(id)) throw badValue(row, field.apiName, { id });
  return id;
}

function checkOwner(row: Row, field: FieldDefinition, value: unknown): string {
  const id = idOf(row, field, value);
  if (!row.org.user(id)?.isActive) throw badValue(row, field.apiName, { id });
  return id;
}

const CHECKS: Partial<Record<FieldDefinition['type'], Check>> = {
  email: patterned(/^[^\s@<>"(),;:]+@[^\s@<>"(),;:]+\.[^\s@<>"(),;:.]+$/),
  phone: patterned(GUESS.phone),
  website: patterned(/^(https?:\/\/)?[^\s/]+(\.[^\s/]+|:\d+)[^\s]*$/i),
  currency: checkNumber,
  double: checkNumber,
  integer: checkNumber,
  datetime: checkInstant,
  picklist: checkChoice,
  multiselectpicklist: checkChoices,
  lookup: checkLookup,
  ownerlookup: checkOwner,
  date: (row, field, value) => {
    if (typeof value !== 'string' || !isDay(value)) throw wrongType(row, field, 'date');
    return value;
  },
  boolean: (row, field, value) => {
    if (typeof value !== 'boolean') throw wrongType(row, field);
    return value;
  },
};

/** Checks a non-empty value against its field and gives it the form it is kept in. @throws RowFault. */
export function checkValue(row: Row, field: FieldDefinition, value: unknown): Stored {
  return (CHECKS[field.type] ?? checkText)(row, field, value);
}
