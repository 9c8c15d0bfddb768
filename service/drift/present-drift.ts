import type { FieldDrift, FieldShape } from '../../shared/mapping.js';
import type { StoredDrift } from '../store/queries/field-drifts.js';
import { optionChanges } from './compare-fields.js';

/** Flags as they are told: one for each thing that changed about a field. */
export function presentDrifts(drifts: readonly StoredDrift[]): FieldDrift[] {
  return drifts.flatMap((drift) => {
    const { crm, label, fields, changes } = drift;
    const { before, after } = withChangedOptions(drift);
    return changes.map(({ change, paused, since }) => ({
      ...{ crm, label, change, fields, paused, since, before, after },
    }));
  });
}

/** Lists may be long: only the choices that came or went are told. */
function withChangedOptions({ before, after }: StoredDrift): {
  before: FieldShape;
  after: FieldShape | null;
} {
  if (after === null) return { before: { ...before, options: [] }, after };
  const { gone, added } = optionChanges(before, after);
  return { before: { ...before, options: gone }, after: { ...after, options: added } };
}
