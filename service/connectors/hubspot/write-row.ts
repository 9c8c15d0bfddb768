import type { WriteInput } from '../connector.js';
import type { Outcome } from '../write-outcome.js';
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
  outcome: Outcome<{ record?: HubspotRecord }>;
}
