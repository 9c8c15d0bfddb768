/** Values of a CRM record by the CRM's own field names, the shape connectors read and write. */
export type RemoteValues = Record<string, unknown>;

/**
 * Why one value could not be converted. `picklist_unmapped`, `required_empty`: the record as a whole waits until a person
 * decides.
 */
export type ConversionCode =
  | 'not_text'
  | 'not_a_number'
  | 'not_an_integer'
  | 'not_an_amount'
  | 'not_a_boolean'
  | 'not_a_date'
  | 'not_a_datetime'
  | 'not_a_phone'
  | 'not_a_country'
  | 'not_a_currency'
  | 'not_a_domain'
  | 'unknown_option'
  | 'too_long'
  | 'picklist_unmapped'
  | 'required_empty'
  | 'unsupported_value'
  | 'conversion_failed';

/**
 * A failed conversion, passed along as a value: throwing would cost an allocation and a stack per bad value.
 * `message` ends the sentence "The value of X ..." and never contains the value, which may be personal data.
 */
export class Fault {
  constructor(
    readonly code: ConversionCode,
    readonly message: string,
  ) {}
}

/** The value did not fit any step in a foreseen way (a getter that throws, a text beyond the engine's limits). */
export const CONVERSION_FAILED = new Fault('conversion_failed', 'could not be converted.');
export const UNSUPPORTED_VALUE = new Fault('unsupported_value', 'is neither text, a number nor a yes or no.');

/** Said of a row without which a record is not mapped. */
export const REQUIRED_EMPTY = new Fault('required_empty', 'is needed, and there is none.');
export const TOO_LONG = new Fault('too_long', 'is too long.');

/** Longest text that is taken apart, and longest that is put together: no CRM keeps a longer one. */
export const MAX_TEXT_LENGTH = 1_000_000;

/**
 * The record a value stands in: the CRM's values on the way in, an `OwnRecord` on the way out. Steps read it through
 * their `StepContext` alone, which knows which of the two it is.
 */
export type Source = object;

/** A record of ours on its way to the CRM. */
export interface OwnRecord {
  /** What is written. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly custom: Readonly<Record<string, unknown>>;
  /** The record as it will be; `custom.x` by that name. */
  readonly whole: Readonly<Record<string, unknown>>;
}

/**
 * One conversion of a value that is neither null nor undefined; answers the new value, null or a `Fault`. `record` is
 * what the value stands in.
 */
export type Step = (value: unknown, record: Source) => unknown;

/** True for what counts as "no value" on either side: null, undefined, blank text and empty lists. */
export function isEmpty(value: unknown): value is null | undefined {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') {
    // Only a text that begins with a space can be blank: the trim is rarely needed.
    return value.length === 0 || (value.charCodeAt(0) <= 32 && value.trim() === '');
  }
  return Array.isArray(value) && value.length === 0;
}
