import type { RemoteRecord, WriteFault, WriteInput } from '../connector.js';
import type { ZohoObject } from './objects.js';
import type { ZohoRecord } from './types.js';

/** One write on its way. */
export interface Row {
  input: WriteInput;
  info: ZohoObject;
  /** Zoho's id: of a record to change, or of the one that a key was found to stand for. */
  id: string | null;
  /** Fields as they are sent. */
  data: Record<string, unknown>;
  /** True when our key stands for a record already: it is changed, not made. */
  isTaken: boolean;
  /** True when the record was there under another key: its values and links are the CRM's. */
  isForeign: boolean;
  /** Null while nothing is known. */
  outcome:
    | { id: string; created: boolean; record?: ZohoRecord; remote?: RemoteRecord }
    | { fault: WriteFault }
    | null;
}

/** Whether a row still has to be written. */
export function isOpen(row: Row): boolean {
  return row.outcome === null;
}

/** Settles a row as refused by ourselves. */
export function refuse(
  row: Row,
  fault: Pick<WriteFault, 'code' | 'message' | 'field'> & { value?: string },
): void {
  row.outcome = { fault: { value: null, ...fault, vendorCode: null } };
}

/** Rows that may go together: a batch never names one record twice. */
export function distinct(rows: Row[], nameOf: (row: Row) => string): Row[][] {
  const rounds: { names: Set<string>; rows: Row[] }[] = [];
  for (const row of rows) {
    const name = nameOf(row).toLowerCase();
    const open = rounds.find((each) => !each.names.has(name));
    const round = open ?? { names: new Set<string>(), rows: [] };
    if (!open) rounds.push(round);
    round.names.add(name);
    round.rows.push(row);
  }
  return rounds.map((round) => round.rows);
}
