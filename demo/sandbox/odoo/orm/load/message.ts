/** What `load` says about one row. */
export interface LoadMessage {
  type: 'error' | 'warning';
  message: string;
  rows: { from: number; to: number };
  record: number;
  field?: string;
  field_name?: string;
  moreinfo?: unknown;
}

/** A cell that could not be understood. */
export class CellFault extends Error {
  constructor(
    message: string,
    readonly moreinfo?: unknown,
  ) {
    super(message);
  }
}
