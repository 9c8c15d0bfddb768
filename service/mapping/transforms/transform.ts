import { z } from 'zod';
import type { Transform, TransformName } from '../../../shared/mapping.js';
import type { FieldType } from '../../../shared/records.js';
import { Fault, type Source, type Step } from '../conversion.js';
import { NOT_TEXT } from '../values.js';

/** A transform as it is saved in a mapping, with the parameters of that name. */
export type TransformSpec<N extends TransformName, T = Transform> = T extends { name: infer Names }
  ? N extends Names
    ? Omit<T, 'name'> & { name: N }
    : never
  : never;

/** What a step may know of where it stands. */
export interface StepContext {
  /** Type of the CRM field at the row's other end; null while that is not known. */
  readonly crmType: FieldType | null;
  /** A reader of another field of the record, by its name on the side the value comes from; nothing is undefined or null. */
  readonly field: (name: string) => (record: Source) => unknown;
  /** The record's currency as an ISO 4217 code; null when it names none. */
  readonly currency: (record: Source) => string | null;
}

/**
 * One transform. A new one is a member of `Transform` in shared/mapping.ts, a line in `TRANSFORM_INFO`, a file here, and a
 * line in `registry.ts`.
 *
 * Steps get the value as it stands in the chain, never null or undefined unless `takesEmpty`; they never throw for
 * ordinary data and answer a `Fault` for what they cannot convert.
 */
export interface TransformDefinition<N extends TransformName> {
  /** Checks a saved step, parameters included. */
  readonly schema: z.ZodType<TransformSpec<N>>;
  readonly fromCrm: (spec: TransformSpec<N>, context: StepContext) => Step;
  /** The step of a row that is written. Null: there is none, so a row with it never is. */
  readonly toCrm: (spec: TransformSpec<N>, context: StepContext) => Step | null;
  readonly takesEmpty?: true;
  /** What it makes of nothing depends on the record. */
  readonly readsRecord?: true;
}

/** Schema of a transform that takes no parameters. */
export function plainSchema<N extends string>(name: N): z.ZodType<{ name: N }> {
  return z.strictObject({ name: z.literal(name) }) as unknown as z.ZodType<{ name: N }>;
}

/** A step for text that also goes through lists; numbers and booleans pass unchanged, objects are faults. */
export function textStep(convert: (text: string) => string | Fault): (value: unknown) => unknown {
  return (value) => {
    if (typeof value === 'string') return convert(value);
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    if (!Array.isArray(value)) return NOT_TEXT;
    const list: unknown[] = [];
    for (const item of value as unknown[]) {
      const converted = typeof item === 'string' ? convert(item) : item;
      if (converted instanceof Fault) return converted;
      list.push(converted);
    }
    return list;
  };
}

export const identity: Step = (value) => value;

/** Whether a CRM field of that type takes numbers as numbers. */
export const isNumeric = (type: FieldType | null): boolean =>
  type === 'number' || type === 'integer' || type === 'money_cents';

/** Whether a CRM field of that type has a form of its own for dates. */
export const isTemporal = (type: FieldType | null): boolean => type === 'date' || type === 'datetime';
