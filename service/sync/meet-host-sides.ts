import type { Transaction } from 'sequelize';
import type { Fields } from '../../shared/records.js';
import { decideRecord, movedBases } from '../conflicts/decide-record.js';
import { isEcho } from '../conflicts/echo.js';
import { withOwnWrites } from '../conflicts/own-writes.js';
import type { Connector } from '../connectors/connector.js';
import { enqueueRecordPush } from '../outbound/enqueue-record.js';
import { loadRules, sidesOf, toWrite } from '../outbound/record-rules.js';
import { lockSidesOf, moveBases, type SideOwner } from '../store/queries/host-sides.js';
import { readUnsettledWrites } from '../store/queries/unsettled-writes.js';
import type { Store } from '../store/store.js';

/**
 * Decides stored records against what the host says of them, in the transaction that stored them: the bases move for
 * what is settled, and what the host wins is put into the outbox. Own writes that come back change nothing.
 */
export async function meetHostSides(
  { store, connector }: { store: Store; connector: Connector },
  owner: SideOwner,
  remoteIds: readonly string[],
  transaction: Transaction,
): Promise<void> {
  // Activities are the host's words alone: nothing is kept of them beside the push.
  if (remoteIds.length === 0 || owner.object === 'activity') return;
  const rows = await lockSidesOf(store, owner, remoteIds, transaction);
  const met = rows.filter((row) => !row.deleted && !isEcho(sidesOf(row, row.crm)));
  if (met.length === 0) return;
  const rules = await loadRules(store, owner, connector, owner.object);
  const localIds = met.map((row) => row.local_id);
  const unsettled = await readUnsettledWrites(store, owner, localIds, transaction);
  const moves: { localId: string; baseHost: Fields; baseCrm: Fields }[] = [];
  const pushes: { localId: string; fields: Fields }[] = [];
  for (const row of met) {
    const sides = sidesOf(row, row.crm);
    const decided = decideRecord(withOwnWrites(sides, unsettled(row.local_id)), rules);
    const moved = movedBases(sides, decided);
    if (Object.keys(moved.baseHost).length > 0) moves.push({ localId: row.local_id, ...moved });
    const fields = toWrite(decided);
    if (Object.keys(fields).length > 0) pushes.push({ localId: row.local_id, fields });
  }
  await moveBases(store, owner, moves, transaction);
  for (const { localId, fields } of pushes)
    await enqueueRecordPush(store, { ...owner, provider: connector.id }, localId, fields, null, transaction);
}
