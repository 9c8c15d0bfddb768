import { z } from 'zod';
import type { Transform, TransformName } from '../../../shared/mapping.js';
import type { FieldType } from '../../../shared/records.js';
import type { Step } from '../conversion.js';
import { NOT_TEXT } from '../values.js';

/** A transform as it is saved in a mapping, with the parameters of that name. */
export type TransformSpec<N extends TransformName, T = Transform> = T extends { name: infer Names }
  ? N extends Names
    ? Omit<T, 'name'> & { name: N }
    : never
  : never;

/**
 * One transform. A new one is a member of `Transform` in shared/mapping.ts, a file here, and a line in `registry.ts`.
 *
 * Steps get the value as it stands in the chain, never null or undefined unless `takesEmpty`; they never throw for
 * ordinary data and answer a `Fault` for what they cannot convert.
 */
export interface TransformDefinition<N extends TransformName> {
  /** Checks a saved step, parameters included. */
  readonly schema: z.ZodType<TransformSpec<N>>;
  /** The type a value has after the step on its way in; null: the type it had before. */
  readonly yields: FieldType | null;
  readonly fromCrm: (spec: TransformSpec<N>) => Step;
  /** Null: the step cannot be undone, so a row with it is never written to the CRM. */
  readonly toCrm: (spec: TransformSpec<N>) => Step | null;
  readonly takesEmpty?: true;
}

/** Schema of a transform that takes no parameters. */
export function plainSchema<N extends string>(name: N): z.ZodType<{ name: N }> {
  return z.strictObject({ name: z.literal(name) }) as unknown as z.ZodType<{ name: N }>;
}

/** A step for text that also goes through lists; numbers and booleans pass unchanged, objects are faults. */
export function textStep(convert: (text: string) => string): Step {
  return (value) => {
    if (typeof value === 'string') return convert(value);
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    if (!Array.isArray(value)) return NOT_TEXT;
    return value.map((item: unknown) => (typeof item === 'string' ? convert(item) : item));
  };
}

export const identity: Step = (value) => value;
