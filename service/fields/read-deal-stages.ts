import type { DriftContext } from '../drift/keep-fields.js';
import { type DealStages, dealStagesOf } from '../mapping/deal-stages.js';
import type { OpenConnection } from './load-mapping.js';
import { readFields } from './read-fields.js';

/** Stages are seldom made, and a call shall not wait for their list. */
const FRESH_MS = 60 * 60_000;

/** The stages of a connection's deals, as they were within the last hour. */
export async function readDealStages(context: DriftContext, open: OpenConnection): Promise<DealStages> {
  const { connection, connector } = open;
  const { fields } = await readFields(context, connection.id, async () => open, 'deal', {
    freshMs: FRESH_MS,
  });
  return dealStagesOf(connector.dealStage, fields);
}
