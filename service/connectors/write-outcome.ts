import type { WriteFault } from './connector.js';

/** What became of one row of a write; null while nothing is known. `Done` is what a CRM tells besides. */
export type Outcome<Done extends object = object> =
  | ({ id: string; created: boolean } & Done)
  | { fault: WriteFault }
  | null;

/** Whether a row still has to be written. */
export function isOpen(row: { outcome: Outcome }): boolean {
  return row.outcome === null;
}

/** Settles a row as refused by ourselves. */
export function refuse(
  row: { outcome: Outcome },
  fault: Pick<WriteFault, 'code' | 'message' | 'field'> & { value?: string },
): void {
  row.outcome = { fault: { value: null, ...fault, vendorCode: null } };
}

/** An activity cannot be found again by a marker where it hangs on nothing. */
export function refuseUnlinked(row: { outcome: Outcome }): void {
  const message = 'An activity needs at least one contact, company or deal to be logged on';
  refuse(row, { code: 'association_missing', message, field: null });
}

/** Why a row was not written. */
export function faultOf(outcome: { fault: WriteFault } | null, crm: string): WriteFault {
  const message = `${crm} did not say what became of this record`;
  return outcome?.fault ?? { code: 'other', message, field: null, value: null, vendorCode: null };
}
