import type { WriteFault, WriteInput } from '../connector.js';
import type { HubspotObject } from './objects.js';
import type { HubspotRecord } from './types.js';

/** One write on its way through the batches. */
export interface Row {
  input: WriteInput;
  info: HubspotObject;
  /** What HubSpot is to find the record by: its id, or the value of `idProperty`. Null for a plain create. */
  id: string | null;
  idProperty: string | null;
  properties: Record<string, string>;
  /** True when the create carried the links already. */
  isLinked: boolean;
  /** Null while nothing is known. */
  outcome: { id: string; created: boolean; record?: HubspotRecord } | { fault: WriteFault } | null;
}

/** Whether a row still has to be written. */
export function isOpen(row: Row): boolean {
  return row.outcome === null;
}

/** Settles a row as refused by ourselves. */
export function refuse(row: Row, fault: Pick<WriteFault, 'code' | 'message' | 'field'>): void {
  row.outcome = { fault: { ...fault, value: null, vendorCode: null } };
}
