import { Fault } from '../../../service/mapping/conversion.js';
import { findTransform } from '../../../service/mapping/transforms/registry.js';
import type { StepContext } from '../../../service/mapping/transforms/transform.js';
import type { CrmField, MappingRow, Transform } from '../../../shared/mapping.js';
import type { FieldType } from '../../../shared/records.js';

/** A row with the given parts; both ways and without steps unless told. */
export function mapRow(field: string, crm: string | null, more: Partial<MappingRow> = {}): MappingRow {
  return { field, crm, direction: 'both', transforms: [], ...more };
}

/** CRM fields by name, of the given types or with the given parts. */
export function crmFieldMap(
  fields: Record<string, FieldType | Partial<CrmField>>,
): ReadonlyMap<string, CrmField> {
  return new Map(
    Object.entries(fields).map(([name, given]) => [
      name,
      {
        name,
        label: `Label of ${name}`,
        type: 'text',
        native_type: 'string',
        required: false,
        read_only: false,
        custom: false,
        unique: false,
        group: null,
        options: [],
        samples: [],
        ...(typeof given === 'string' ? { type: given } : given),
      },
    ]),
  );
}

/** The record that a step is tried in, and what it may know of its own place. */
export interface StepPlace {
  record?: Record<string, unknown>;
  crmType?: FieldType;
}

/** The value after one step on its way in; for a refused one, its code. */
export function inward(spec: Transform, value: unknown, { record = {}, crmType }: StepPlace = {}): unknown {
  return shown(findTransform(spec.name)?.fromCrm(spec, contextOf(crmType))(value, record));
}

/** The value after one step on its way out; for a refused one, its code. */
export function outward(spec: Transform, value: unknown, { record = {}, crmType }: StepPlace = {}): unknown {
  return shown(findTransform(spec.name)?.toCrm(spec, contextOf(crmType))?.(value, record));
}

function contextOf(crmType: FieldType | undefined): StepContext {
  const read = (name: string) => (record: object) => (record as Record<string, unknown>)[name];
  return {
    crmType: crmType ?? null,
    field: read,
    currency: (record) => (read('currency')(record) as string | undefined) ?? null,
  };
}

function shown(value: unknown): unknown {
  return value instanceof Fault ? `fault:${value.code}` : value;
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
