import type { Transaction } from 'sequelize';
import { RecordsHidden, type RemoteRecord } from '../../connectors/connector.js';
import { mapPage } from '../../fields/map-page.js';
import { SyncLog } from '../../store/models/index.js';
import { deleteRecords } from '../../store/queries/delete-records.js';
import {
  confirmGone,
  countConfirmed,
  countLive,
  dropGone,
  holdConfirmed,
  isHolding,
  listGone,
  lockConfirmed,
} from '../../store/queries/gone-records.js';
import { writeEvent } from '../../store/queries/write-events.js';
import type { Keeper } from '../pull.js';
import { mergesOf, storeRecords } from '../store-records.js';
import { isTooMany } from './brake.js';
import { goneOf } from './proof.js';

/** Records that are asked for, and deleted, together. */
const BATCH = 500;

/**
 * Asks the CRM for every record that is suspected to be gone, and deletes those that it does not have, unless they are
 * too many: then they wait for a person. A crash at any point leaves what is left to the next time.
 */
export async function settleGone(keeper: Keeper): Promise<void> {
  await confirmSuspects(keeper);
  const { store } = keeper.services;
  const owner = ownerOf(keeper);
  const confirmed = await countConfirmed(store, owner);
  if (confirmed === 0) return;
  // While some wait, what joins them may be part of the same accident.
  const isJoining = await isHolding(store, owner);
  // Counting all takes a while: a handful is believed whatever there is.
  const live = isJoining || isTooMany(confirmed, 0) ? await countLive(store, owner) : 0;
  if (isJoining || isTooMany(confirmed, live)) await hold(keeper, live);
  else await deleteConfirmed(keeper);
}

export const ownerOf = ({ workspaceId, connectionId, object }: Keeper) => ({
  workspaceId,
  connectionId,
  object,
});

/** A fenced transaction. */
export function write<T>(
  { services: { store }, fence, signal }: Keeper,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  return store.transaction(async (transaction) => {
    await fence(transaction);
    return work(transaction);
  });
}

/**
 * Asks the CRM for records by their ids. What is there, the survivors of merged ones too, is stored in the transaction
 * in which `settle` takes those that are gone. Of those that the CRM hides nothing is settled.
 */
export async function askFor(
  keeper: Keeper,
  remoteIds: string[],
  settle: (asked: { gone: string[]; hidden: readonly string[] }, transaction: Transaction) => Promise<void>,
): Promise<void> {
  const { mapping } = keeper;
  keeper.signal.throwIfAborted();
  const { found, hidden } = await readFromCrm(keeper, remoteIds);
  const undecided = new Set(hidden);
  const gone = goneOf(remoteIds, found).filter((id) => !undecided.has(id));
  const live = found.filter(({ archived }) => !archived);
  await write(keeper, async (transaction) => {
    await storeRecords(keeper, { rows: mapPage(mapping, live), merges: mergesOf(live) }, transaction);
    const open = new Set([...gone, ...hidden]);
    const dropped = remoteIds.filter((id) => !open.has(id));
    await dropGone(keeper.services.store, ownerOf(keeper), dropped, transaction);
    await settle({ gone, hidden }, transaction);
  });
}

/** @returns also the ids of which the CRM would not say whether it has them. */
export async function readFromCrm(
  { connector, session, object, mapping, services, runId }: Keeper,
  remoteIds: string[],
): Promise<{ found: RemoteRecord[]; hidden: readonly string[] }> {
  try {
    return {
      found: await connector.readMany(session, object, remoteIds, [...mapping.crmFields]),
      hidden: [],
    };
  } catch (error) {
    if (!(error instanceof RecordsHidden)) throw error;
    services.log.info({ run_id: runId, object, hidden: error.hidden.length }, 'the CRM hides suspects');
    return error;
  }
}

async function confirmSuspects(keeper: Keeper): Promise<void> {
  const { store } = keeper.services;
  const owner = ownerOf(keeper);
  // Those that the CRM hides stay suspects, and are asked for again another time.
  for (let after = ''; ; ) {
    const ids = await listGone(store, owner, 'suspected', BATCH, after);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    await askFor(keeper, ids, ({ gone }, transaction) => confirmGone(store, owner, gone, transaction));
  }
}

async function hold(keeper: Keeper, live: number): Promise<void> {
  const { services, connectionId, runId, connector, object } = keeper;
  await write(keeper, async (transaction) => {
    const owner = { ...ownerOf(keeper), runId };
    const { heldId, count } = await holdConfirmed(services.store, owner, live, transaction);
    const alert = { code: 'deletions_held', object, count, held_deletion_id: heldId } as const;
    await writeEvent(services.store, connectionId, 'alert.raised', alert, transaction);
    const message = `${countOf(object, count)} ${count === 1 ? 'is' : 'are'} no longer in ${connector.label}. Nothing is deleted until somebody has looked.`;
    await tell(keeper, { level: 'warn', code: 'deletions_held', message, details: { count } }, transaction);
    services.log.warn({ run_id: runId, object, count, live }, 'deletions are held back');
  });
}

async function deleteConfirmed(keeper: Keeper): Promise<void> {
  const { store } = keeper.services;
  const owner = ownerOf(keeper);
  for (;;) {
    const count = await write(keeper, async (transaction) => {
      const ids = await lockConfirmed(store, owner, BATCH, transaction);
      if (ids.length > 0) await deleteGone(keeper, ids, transaction);
      return ids.length;
    });
    if (count === 0) return;
  }
}

/** Deletes records here that the CRM does not have. */
export async function deleteGone(keeper: Keeper, ids: string[], transaction: Transaction): Promise<void> {
  const { services, connector, object } = keeper;
  await dropGone(services.store, ownerOf(keeper), ids, transaction);
  const count = await deleteRecords(services.store, ownerOf(keeper), ids, transaction);
  if (count === 0) return;
  const message = `Deleted ${countOf(object, count)}: no longer in ${connector.label}.`;
  await tell(keeper, { level: 'info', code: 'records_deleted', message, details: { count } }, transaction);
  services.metrics.entitiesSynced.inc({ provider: connector.id, object, change: 'deleted' }, count);
}

const MANY = { contact: 'contacts', company: 'companies', deal: 'deals', activity: 'activities' } as const;

const countOf = (object: Keeper['object'], count: number): string =>
  `${count} ${count === 1 ? object : MANY[object]}`;

async function tell(
  { workspaceId, connectionId, runId, object }: Keeper,
  line: { level: 'info' | 'warn'; code: string; message: string; details: { count: number } },
  transaction: Transaction,
): Promise<void> {
  const where = { workspaceId, connectionId, runId, object };
  await SyncLog.create({ ...where, ...line }, { transaction });
}
