import type { Fields } from '../../shared/records.js';
import type { RecordSides } from './decide-record.js';
import { isSame } from './values.js';

/**
 * Whether a record as the CRM has it is only what the sides agreed on last: our own write coming back, or a change of
 * fields that are none of the host's. Nothing needs to be decided then.
 *
 * A write that the CRM took moves the bases and the mirror in the transaction that settles it, so its echo also has the
 * hash that is stored already.
 */
export function isEcho({ host, crm, baseHost, baseCrm }: RecordSides): boolean {
  return Object.keys(host).every(
    (field) =>
      has(baseHost, field) &&
      isSame(host[field], baseHost[field]) &&
      has(baseCrm, field) &&
      isSame(crm[field], baseCrm[field]),
  );
}

const has = (base: Fields | null, field: string): base is Fields =>
  base !== null && Object.hasOwn(base, field);
