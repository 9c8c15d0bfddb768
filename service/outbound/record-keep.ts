import type { Transaction } from 'sequelize';
import type { Fields } from '../../shared/records.js';
import { movedBases } from '../conflicts/decide-record.js';
import type { RemoteRecord } from '../connectors/connector.js';
import { mapPage } from '../fields/map-page.js';
import { SyncLog } from '../store/models/index.js';
import { findHeld, moveBases } from '../store/queries/host-sides.js';
import { upsertRecords } from '../store/queries/upsert-records.js';
import { linkRecords } from './links.js';
import { sidesOf } from './record-rules.js';
import { contextOf, type RecordContext } from './record-write.js';
import type { Accepted, SendGroup, SettledPush } from './sender.js';

interface Kept {
  localId: string;
  context: RecordContext;
  record: RemoteRecord;
}

/**
 * In the transaction that settles records: our copy has what the CRM has now, so that the echo changes nothing; they
 * bear the host's ids; and the bases move, of what was written to what the CRM made of it.
 */
export async function keepRecords(
  group: SendGroup,
  settled: readonly SettledPush<RecordContext>[],
  transaction: Transaction,
): Promise<void> {
  const kept = settled.flatMap(toKept);
  const { services, connection, object } = group;
  const [first] = kept;
  if (!first) return;
  const { compiled } = first.context;
  const owner = { workspaceId: connection.workspaceId, connectionId: connection.id, object };
  const rows = mapPage(
    compiled,
    kept.map(({ record }) => record),
  );
  const written = new Map(kept.map(({ record, context }) => [record.remoteId, Object.keys(context.written)]));
  await upsertRecords(
    services.store,
    owner,
    rows.map((row) => ({ ...row, set_by_host: written.get(row.remote_id) ?? [] })),
    transaction,
  );
  await linkRecords(
    group,
    kept.flatMap(({ localId, context, record }) =>
      context.fresh.isLinked ? [] : [{ localId, remoteId: record.remoteId }],
    ),
    transaction,
  );
  // Where a sync stored something newer meanwhile, it decided it too.
  const current = await findHeld(services.store, owner, rows, transaction);
  const mapped = new Map(rows.map((row) => [row.remote_id, row]));
  const moves = kept.flatMap(({ localId, context, record }) => {
    const { side, crm } = context.fresh;
    if (!side || !current.has(record.remoteId)) return [];
    const row = mapped.get(record.remoteId);
    const now = { ...(row?.fields as Fields), ...prefixed(row?.custom as Fields) };
    const written = Object.fromEntries(
      Object.entries(context.written).map(([field, value]) => [field, taken(context, field, value, now)]),
    );
    return [{ localId, ...movedBases(sidesOf(side, crm), context.decided, written) }];
  });
  await moveBases(services.store, owner, moves, transaction);
  await logConflicts(group, kept, transaction);
}

/** A line for each record of which the CRM's rules kept something: its push alone would look as if all was taken. */
async function logConflicts(
  { connection, object }: SendGroup,
  kept: readonly Kept[],
  transaction: Transaction,
): Promise<void> {
  const rows = kept.flatMap(({ localId, context, record }) => {
    const lost = [...context.decided.values()].filter(
      ({ why, winner }) => why === 'rule' && winner !== 'host',
    );
    if (lost.length === 0) return [];
    const fields = lost.map(({ field, rule }) => `${field} (${rule})`).join(', ');
    return {
      ...{
        workspaceId: connection.workspaceId,
        connectionId: connection.id,
        object,
        remoteId: record.remoteId,
      },
      level: 'info' as const,
      code: 'conflict_decided',
      message: `The CRM keeps its own of ${object} ${localId}: ${fields}`,
    };
  });
  if (rows.length > 0) await SyncLog.bulkCreate(rows, { transaction });
}

/** What the CRM holds of a written field, as a pull will bring it. */
function taken(
  { compiled, fresh, refs }: RecordContext,
  field: string,
  value: Fields[string],
  now: Fields,
): Fields[string] {
  if (field in refs || !compiled.readFields.has(field)) {
    const before = fresh.crm[field];
    return Array.isArray(value) ? [...new Set([...(Array.isArray(before) ? before : []), ...value])] : value;
  }
  return now[field] ?? null;
}

function toKept({ push, outcome, write, result }: SettledPush<RecordContext>): Kept[] {
  const context = write?.context ?? contextOf(outcome);
  if (!context) return [];
  if (write && result)
    return [{ localId: push.local_id, context, record: afterWrite(context, write.input.values, result) }];
  const { record } = context.fresh;
  return record ? [{ localId: push.local_id, context, record }] : [];
}

/** The record as it was read, with what was written over it. */
function afterWrite(
  { fresh, refs }: RecordContext,
  values: Record<string, unknown>,
  result: Accepted,
): RemoteRecord {
  const before = fresh.record;
  const linked = { ...before?.refs };
  for (const [name, ids] of Object.entries(refs)) {
    const others = (linked[name] ?? []).filter((id) => !ids.includes(id));
    // The company that is set becomes the primary one, which stands first.
    linked[name] = name.endsWith('_ids')
      ? [...new Set([...(linked[name] ?? []), ...ids])]
      : [...ids, ...others];
  }
  return {
    remoteId: result.remoteId,
    values: { ...before?.values, ...values, ...result.written?.values },
    refs: linked,
    updatedAt: result.written?.updatedAt ?? before?.updatedAt ?? null,
    archived: false,
    mergedIds: before?.mergedIds ?? [],
  };
}

const prefixed = (custom: Fields | undefined): Fields =>
  Object.fromEntries(Object.entries(custom ?? {}).map(([name, value]) => [`custom.${name}`, value]));
