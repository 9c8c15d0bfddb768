import type { Transaction } from 'sequelize';
import { CrmError, type RemoteRecord } from '../connectors/connector.js';
import { mapPage } from '../fields/map-page.js';
import { lockUnmapped, type UnmappedRecord } from '../store/queries/unmapped-records.js';
import { upsertRecords } from '../store/queries/upsert-records.js';
import { ownerOf, readFromCrm, write } from './deletions/settle-gone.js';
import { meetHostSides } from './meet-host-sides.js';
import type { Pull } from './pull.js';
import { mergesOf, storeRecords } from './store-records.js';

/** Records of one transaction, and of one request. */
const BATCH = 200;

/**
 * Maps records again that could not be mapped before, with the mapping in use now: from what we hold of them, or as the
 * CRM has them now where a field is mapped that was not copied. Those that still cannot be mapped stay as they are. A
 * crash at any point leaves what is left to the next time.
 */
export async function retryUnmapped(pull: Pull): Promise<void> {
  for (let after: string | null = '0'; after !== null; ) {
    const place: string = after;
    const { last, uncopied } = await write(pull, (transaction) => retryHeld(pull, place, transaction));
    if (uncopied.length > 0) await retryFromCrm(pull, uncopied);
    after = last;
  }
}

/** @returns the last one's id, null after all, and remote ids of those of which we do not hold enough. */
async function retryHeld(
  pull: Pull,
  after: string,
  transaction: Transaction,
): Promise<{ last: string | null; uncopied: string[] }> {
  const { services, mapping, connector } = pull;
  const owner = ownerOf(pull);
  const records = await lockUnmapped(services.store, owner, { after, limit: BATCH }, transaction);
  const isCopied = ({ raw }: UnmappedRecord): boolean =>
    mapping.crmFields.every((name) => Object.hasOwn(raw, name));
  const rows = mapPage(mapping, records.filter(isCopied).map(toRemote));
  // Not as after a page: nobody has seen that they are still there.
  await upsertRecords(services.store, owner, rows, transaction);
  const ids = rows.map((row) => row.remote_id);
  await meetHostSides({ store: services.store, connector }, owner, ids, transaction);
  const largest = records.reduce((id, record) => (BigInt(record.id) > id ? BigInt(record.id) : id), 0n);
  return {
    last: records.length === 0 ? null : String(largest),
    uncopied: records.filter((record) => !isCopied(record)).map((record) => record.remote_id),
  };
}

const toRemote = ({ remote_id, raw, refs, remote_updated_at }: UnmappedRecord): RemoteRecord => ({
  ...{ remoteId: remote_id, values: raw, refs, updatedAt: remote_updated_at },
  ...{ archived: false, mergedIds: [] },
});

/** What the CRM does not let us see comes with its next change. */
async function retryFromCrm(pull: Pull, remoteIds: string[]): Promise<void> {
  try {
    const { found } = await readFromCrm(pull, remoteIds);
    const live = found.filter(({ archived }) => !archived);
    const records = { rows: mapPage(pull.mapping, live), merges: mergesOf(live) };
    await write(pull, (transaction) => storeRecords(pull, records, transaction));
  } catch (error) {
    if (!(error instanceof CrmError) || !['permission', 'validation', 'not_found'].includes(error.kind))
      throw error;
    pull.services.log.warn({ err: error, run_id: pull.runId }, 'records that wait could not be read');
  }
}
