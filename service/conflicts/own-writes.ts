import type { Fields } from '../../shared/records.js';
import type { RecordSides } from './decide-record.js';
import { isSame } from './values.js';

/**
 * The sides, where the CRM has a value that a write of ours wanted and nobody has settled yet: it has arrived, or is just
 * arriving, and is no change of the CRM's. Both sides count as agreed on it, so that what the host has said since then is
 * what is new.
 *
 * @param unsettled fields of the record's writes that are on their way or were given up, in any order.
 */
export function withOwnWrites(sides: RecordSides, unsettled: readonly Fields[]): RecordSides {
  const arrived: Fields = {};
  for (const fields of unsettled)
    for (const [field, value] of Object.entries(fields))
      if (Object.hasOwn(sides.crm, field) && isSame(sides.crm[field], value)) arrived[field] = value;
  if (Object.keys(arrived).length === 0) return sides;
  return {
    ...sides,
    baseHost: { ...sides.baseHost, ...arrived },
    baseCrm: { ...sides.baseCrm, ...arrived },
  };
}
