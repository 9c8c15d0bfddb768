import type { RemoteRecord, WriteInput } from '../connector.js';
import type { Outcome } from '../write-outcome.js';
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
  outcome: Outcome<{ record?: ZohoRecord; remote?: RemoteRecord }>;
}
