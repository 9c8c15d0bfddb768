import type { Fields, FieldValue } from '../../../shared/records.js';
import { isEmpty } from '../../conflicts/values.js';
import type { PausedMapping } from '../../drift/paused-rows.js';
import type { ConversionError } from '../../mapping/compile-mapping.js';
import { mustWait } from '../../mapping/must-wait.js';

/** A record as a mapping finds it. */
export interface Held {
  /** What we store of it, `custom.x` too; null for one that no reader was told of. */
  stored: Fields | null;
  /** By the CRM's own field names. */
  raw: Record<string, unknown>;
}

/** What storing a record under a mapping makes of it. */
export interface Outcome {
  /** As readers see it afterwards, `custom.x` too; null while it is shown to nobody. */
  fields: Fields | null;
  /** What is known of the CRM's side then: of a refused value, the one that stays. */
  crm: Fields;
  errors: readonly ConversionError[];
  waits: boolean;
}

/**
 * @param isKnown whether of a field enough was copied to tell; of any other the record says nothing.
 * @source what `upsertRecords` keeps and takes (store/queries/kept-values.ts).
 */
export function outcomeOf(
  mapping: PausedMapping,
  { stored, raw }: Held,
  isKnown: (field: string) => boolean,
): Outcome {
  const mapped = mapping.fromCrm(raw);
  const errors = mapped.errors.filter(({ field }) => isKnown(field));
  const waits = mustWait(mapping, errors);
  const refused = new Set(errors.map(({ field }) => field));
  const values: Fields = { ...mapped.fields };
  for (const [name, value] of Object.entries(mapped.custom)) values[`custom.${name}`] = value;
  const crm: Fields = {};
  const fields: Fields = {};
  for (const [field, value] of Object.entries(values)) {
    const held = stored?.[field] ?? null;
    const taken: FieldValue = refused.has(field) || mapping.pausedFields.includes(field) ? held : value;
    crm[field] = taken;
    fields[field] = mapping.conditions.ifEmpty.has(field) && !isEmpty(held) ? held : taken;
  }
  return { fields: waits ? stored : fields, crm, errors, waits };
}
