import type { Transaction } from 'sequelize';
import { decideRecord, movedBases } from '../conflicts/decide-record.js';
import { lockSidesOf, moveBases } from '../store/queries/host-sides.js';
import { type MirroredWrite, mirrorWrites } from './mirror-writes.js';
import { sidesOf } from './record-rules.js';
import type { Accepted, ReadyWrite, SendGroup, SettledPush } from './sender.js';
import type { StageContext } from './stage-fresh.js';

/**
 * In the transaction that settles moves: our copy has the new stage, so that the feed tells it and its echo changes
 * nothing. Only the stage: what else changed in the CRM comes with the next pull, which decides it.
 */
export async function keepStages(
  group: SendGroup,
  settled: readonly SettledPush<StageContext>[],
  transaction: Transaction,
): Promise<void> {
  const moved = settled.flatMap(({ write, result }) => (write && result ? [{ write, result }] : []));
  const [first] = moved;
  if (!first) return;
  const { context } = first.write;
  const fields = stageFields(context);
  const writes = moved.map(({ write, result }) => toMirrored(write, result, fields));
  await mirrorWrites(group, 'deal', context.compiled, writes, transaction);
  await settleHostSides(
    group,
    context,
    fields,
    writes.map(({ remoteId }) => remoteId),
    transaction,
  );
}

function toMirrored(
  { input, context }: ReadyWrite<StageContext>,
  { written, ...accepted }: Accepted,
  fields: readonly string[],
): MirroredWrite {
  if (!written) return accepted;
  const { field } = context.stages;
  const stage = field in written.values ? written.values[field] : input.values[field];
  return { ...accepted, written: { ...written, values: { [field]: stage } }, before: context.record, fields };
}

/** Our fields that hold the stage. */
const stageFields = ({ compiled, stages }: StageContext): string[] =>
  [...compiled.rows.values()].filter(({ crm }) => crm.includes(stages.field)).map(({ field }) => field);

/** To what the host says of these deals, a move is a change of the CRM: decided by the rule of the stage. */
async function settleHostSides(
  { services, connection }: SendGroup,
  { rules }: StageContext,
  fields: readonly string[],
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  const owner = { workspaceId: connection.workspaceId, connectionId: connection.id, object: 'deal' as const };
  const rows = await lockSidesOf(services.store, owner, remoteIds, transaction);
  const ofStage = new Map([...rules].filter(([field]) => fields.includes(field)));
  const moves = rows.map((row) => {
    const sides = sidesOf(row, row.crm);
    return { localId: row.local_id, ...movedBases(sides, decideRecord(sides, ofStage)) };
  });
  await moveBases(
    services.store,
    owner,
    moves.filter(({ baseHost }) => Object.keys(baseHost).length > 0),
    transaction,
  );
}
