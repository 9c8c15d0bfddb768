import type { Transaction } from 'sequelize';
import type { CrmField, MappingRow } from '../../shared/mapping.js';
import { canonicalJson } from '../canonical-json.js';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { SyncLog } from '../store/models/index.js';
import {
  doubtFields,
  type FieldsOwner,
  type KeptFields,
  keepFieldList,
  lockFields,
  markReadAgain,
  readDrifts,
  replaceDrifts,
} from '../store/queries/field-drifts.js';
import { writeEvent } from '../store/queries/write-events.js';
import type { Store } from '../store/store.js';
import { wake } from '../store/wake.js';
import { DOUBT_MS, isDoubtful } from './doubt.js';
import { rowsByCrmField } from './fields-used.js';
import { type Judgement, judgeFields } from './judge-fields.js';

export interface DriftContext {
  clock: Clock;
  store: Store;
  log: Log;
}

/** A list of fields as a CRM answered it. */
export interface AnsweredFields {
  fields: CrmField[];
  /** When it was asked. */
  fetchedAt: Date;
}

export type GuardedOwner = FieldsOwner & { workspaceId: string };

/**
 * Keeps a list of fields, and in the same transaction what of it is no longer as the mapping in use relies on, with the
 * events that tell so. Every list goes through here: one that was asked before the kept one changes nothing, so of workers
 * that read at once each change is told by one.
 *
 * @returns the list to work with: the kept one where it is newer, or while the new one is not believed.
 */
export function keepFields(
  context: DriftContext,
  owner: GuardedOwner,
  answered: AnsweredFields,
  rows: readonly MappingRow[],
): Promise<AnsweredFields> {
  const { store } = context;
  return store.transaction(async (transaction) => {
    const kept = await lockFields(store, owner, answered, transaction);
    if (kept === null) return answered;
    if (kept.fetchedAt > answered.fetchedAt) return kept;
    if (isDoubted(kept, answered, rows)) {
      await doubt(context, owner, kept, answered, transaction);
      return kept;
    }
    const drifts = await readDrifts(store, owner, transaction);
    if (drifts.length > 0 || !isSameList(kept, answered)) {
      const known = { kept: kept.fields, drifts };
      await settle(
        store,
        owner,
        judgeFields(owner.object, rows, known, answered.fields, context.clock.now()),
        transaction,
      );
    }
    await keepFieldList(store, owner, answered, transaction);
    return answered;
  });
}

/** Keeps flags and tells of them. */
export async function settle(
  store: Store,
  owner: FieldsOwner,
  { drifts, drifted, healed, resumes }: Judgement,
  transaction: Transaction,
): Promise<void> {
  const { connectionId, object } = owner;
  await replaceDrifts(store, owner, drifts, transaction);
  const tell = (type: 'mapping.drifted' | 'mapping.healed', fields: Judgement['drifted']) =>
    fields.length === 0 ? undefined : writeEvent(store, connectionId, type, { object, fields }, transaction);
  await tell('mapping.drifted', drifted);
  await tell('mapping.healed', healed);
  if (!resumes) return;
  await markReadAgain(store, owner, transaction);
  await wake(store, 'fields', transaction);
}

/** A list that looks cut short is believed when it still does a while later. */
function isDoubted(
  kept: KeptFields,
  { fields, fetchedAt }: AnsweredFields,
  rows: readonly MappingRow[],
): boolean {
  if (!isDoubtful(kept.fields, fields, rowsByCrmField(rows).keys())) return false;
  return kept.doubtedSince === null || fetchedAt.getTime() - kept.doubtedSince.getTime() < DOUBT_MS;
}

async function doubt(
  { store, log }: DriftContext,
  owner: GuardedOwner,
  kept: KeptFields,
  { fields, fetchedAt }: AnsweredFields,
  transaction: Transaction,
): Promise<void> {
  if (kept.doubtedSince !== null) return;
  const { workspaceId, connectionId, object } = owner;
  await doubtFields(store, owner, fetchedAt, transaction);
  const counts = { before: kept.fields.length, after: fields.length };
  log.warn({ connection_id: connectionId, object, ...counts }, 'a list of fields looks cut short');
  await SyncLog.create(
    {
      ...{ workspaceId, connectionId, object, level: 'warn', code: 'fields_doubted', details: counts },
      message: `The CRM lists ${counts.after} fields of ${object} where there were ${counts.before}. It is asked again before that is believed.`,
    },
    { transaction },
  );
}

/** Examples are no part of what a CRM says. */
function isSameList(kept: KeptFields, answered: AnsweredFields): boolean {
  return canonicalJson(kept.fields) === canonicalJson(answered.fields);
}
