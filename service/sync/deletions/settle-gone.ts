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
} from '../../store/queries/gone-records.js';
import { writeEvent } from '../../store/queries/write-events.js';
import { fence } from '../lease.js';
import type { Pull } from '../pull.js';
import { mergesOf, storeRecords } from '../store-records.js';
import { isTooMany } from './brake.js';
import { goneOf } from './proof.js';

/** Records that are asked for, and deleted, together. */
const BATCH = 500;

/**
 * Asks the CRM for every record that is suspected to be gone, and deletes those that it does not have, unless they are
 * too many: then they wait for a person. A crash at any point leaves what is left to the next time.
 */
export async function settleGone(pull: Pull): Promise<void> {
  await confirmSuspects(pull);
  const { store } = pull.services;
  const owner = ownerOf(pull);
  const confirmed = await countConfirmed(store, owner);
  if (confirmed === 0) return;
  // While some wait, what joins them may be part of the same accident.
  const isJoining = await isHolding(store, owner);
  // Counting all takes a while: a handful is believed whatever there is.
  const live = isJoining || isTooMany(confirmed, 0) ? await countLive(store, owner) : 0;
  if (isJoining || isTooMany(confirmed, live)) await hold(pull, live);
  else await deleteConfirmed(pull);
}

export const ownerOf = ({ run, object }: Pull) => ({
  workspaceId: run.workspace_id,
  connectionId: run.connection_id,
  object,
});

/** A fenced transaction. */
export function write<T>(
  { services: { store }, run, signal }: Pull,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  return store.transaction(async (transaction) => {
    await fence(store, run, transaction);
    return work(transaction);
  });
}

/**
 * Asks the CRM for records by their ids. What is there, the survivors of merged ones too, is stored in the transaction
 * in which `settle` takes those that are gone. Of those that the CRM hides nothing is settled.
 */
export async function askFor(
  pull: Pull,
  remoteIds: string[],
  settle: (asked: { gone: string[]; hidden: readonly string[] }, transaction: Transaction) => Promise<void>,
): Promise<void> {
  const { mapping } = pull;
  pull.signal.throwIfAborted();
  const { found, hidden } = await read(pull, remoteIds);
  const undecided = new Set(hidden);
  const gone = goneOf(remoteIds, found).filter((id) => !undecided.has(id));
  const live = found.filter(({ archived }) => !archived);
  await write(pull, async (transaction) => {
    await storeRecords(pull, { rows: mapPage(mapping, live), merges: mergesOf(live) }, transaction);
    const open = new Set([...gone, ...hidden]);
    const dropped = remoteIds.filter((id) => !open.has(id));
    await dropGone(pull.services.store, ownerOf(pull), dropped, transaction);
    await settle({ gone, hidden }, transaction);
  });
}

async function read(
  { connector, session, object, mapping, services, run }: Pull,
  remoteIds: string[],
): Promise<{ found: RemoteRecord[]; hidden: readonly string[] }> {
  try {
    return {
      found: await connector.readMany(session, object, remoteIds, [...mapping.crmFields]),
      hidden: [],
    };
  } catch (error) {
    if (!(error instanceof RecordsHidden)) throw error;
    services.log.info({ run_id: run.id, object, hidden: error.hidden.length }, 'the CRM hides suspects');
    return error;
  }
}

async function confirmSuspects(pull: Pull): Promise<void> {
  const { store } = pull.services;
  const owner = ownerOf(pull);
  // Those that the CRM hides stay suspects, and are asked for again another time.
  for (let after = ''; ; ) {
    const ids = await listGone(store, owner, 'suspected', BATCH, after);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    await askFor(pull, ids, ({ gone }, transaction) => confirmGone(store, owner, gone, transaction));
  }
}

async function hold(pull: Pull, live: number): Promise<void> {
  const { services, run, connector, object } = pull;
  await write(pull, async (transaction) => {
    const owner = { ...ownerOf(pull), runId: run.id };
    const { heldId, count } = await holdConfirmed(services.store, owner, live, transaction);
    const alert = { code: 'deletions_held', object, count, held_deletion_id: heldId } as const;
    await writeEvent(services.store, run.connection_id, 'alert.raised', alert, transaction);
    const message = `${countOf(object, count)} ${count === 1 ? 'is' : 'are'} no longer in ${connector.label}. Nothing is deleted until somebody has looked.`;
    await tell(pull, { level: 'warn', code: 'deletions_held', message, details: { count } }, transaction);
    services.log.warn({ run_id: run.id, object, count, live }, 'deletions are held back');
  });
}

async function deleteConfirmed(pull: Pull): Promise<void> {
  const { store } = pull.services;
  const owner = ownerOf(pull);
  for (;;) {
    const ids = await listGone(store, owner, 'confirmed', BATCH);
    if (ids.length === 0) return;
    await write(pull, (transaction) => deleteGone(pull, ids, transaction));
  }
}

/** Deletes records here that the CRM does not have. */
export async function deleteGone(pull: Pull, ids: string[], transaction: Transaction): Promise<void> {
  const { services, connector, object } = pull;
  await dropGone(services.store, ownerOf(pull), ids, transaction);
  const count = await deleteRecords(services.store, ownerOf(pull), ids, transaction);
  if (count === 0) return;
  const message = `Deleted ${countOf(object, count)}: no longer in ${connector.label}.`;
  await tell(pull, { level: 'info', code: 'records_deleted', message, details: { count } }, transaction);
  services.metrics.entitiesSynced.inc({ provider: connector.id, object, change: 'deleted' }, count);
}

const MANY = { contact: 'contacts', company: 'companies', deal: 'deals', activity: 'activities' } as const;

const countOf = (object: Pull['object'], count: number): string =>
  `${count} ${count === 1 ? object : MANY[object]}`;

async function tell(
  { run, object }: Pull,
  line: { level: 'info' | 'warn'; code: string; message: string; details: { count: number } },
  transaction: Transaction,
): Promise<void> {
  const where = { workspaceId: run.workspace_id, connectionId: run.connection_id, runId: run.id, object };
  await SyncLog.create({ ...where, ...line }, { transaction });
}
