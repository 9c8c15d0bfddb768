import { QueryTypes, type Transaction } from 'sequelize';
import type { ObjectName } from '../../shared/records.js';
import type { RemoteRecord, RemoteValues } from '../connectors/connector.js';
import { mapPage } from '../fields/map-page.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import { textArray } from '../store/binary-arrays.js';
import { upsertRecords } from '../store/queries/upsert-records.js';
import type { Accepted, SendGroup } from './sender.js';

/** An accepted write. */
export type MirroredWrite = Accepted & {
  /** What it was linked to: remote ids by our ref field. */
  refs?: Record<string, string[]>;
  /** The whole record before it, for one that we may not hold. */
  before?: RemoteRecord;
  /** Our fields that were written; left out: all of them. */
  fields?: readonly string[];
};

interface Held {
  remote_id: string;
  raw: RemoteValues;
  refs: Record<string, string[]>;
}

/**
 * Brings our copy of written records to what the CRM answered, on top of what we hold of them. The echo of the next pull
 * is then the same and writes nothing; where the CRM did more than it said, that pull corrects it. Writes whose answer
 * tells no values are left to the pull.
 */
export async function mirrorWrites(
  { services, connection }: SendGroup,
  object: ObjectName,
  mapping: CompiledMapping,
  writes: readonly MirroredWrite[],
  transaction: Transaction,
): Promise<void> {
  const told = writes.filter(({ written }) => written !== undefined);
  if (told.length === 0) return;
  const held = await services.store.sequelize.query<Held>(
    // In the order of locks that storing a page has.
    `SELECT remote_id, raw, refs FROM crm_records WHERE connection_id = $1 AND object = $2 AND remote_id = ANY ($3::text[])
      ORDER BY remote_id FOR UPDATE`,
    {
      bind: [connection.id, object, textArray(told.map(({ remoteId }) => remoteId))],
      type: QueryTypes.SELECT,
      transaction,
    },
  );
  const byId = new Map(held.map((row) => [row.remote_id, row]));
  const records = told.map((write) => toRecord(write, byId.get(write.remoteId)));
  const owner = { workspaceId: connection.workspaceId, connectionId: connection.id, object };
  const written = new Map(told.map(({ remoteId, fields }) => [remoteId, fields]));
  const rows = mapPage(mapping, records).map((row) => ({
    ...row,
    set_by_host: written.get(row.remote_id) ?? ('*' as const),
  }));
  await upsertRecords(services.store, owner, rows, transaction);
}

function toRecord(
  { remoteId, written, before, refs = {} }: MirroredWrite,
  held: Held | undefined,
): RemoteRecord {
  return {
    remoteId,
    values: { ...(held?.raw ?? before?.values), ...written?.values },
    refs: withLinks(held?.refs ?? before?.refs ?? {}, refs),
    updatedAt: written?.updatedAt ?? null,
    archived: false,
    mergedIds: [],
  };
}

/** Links are only ever added by a write; the first of each kind stays the first. */
function withLinks(
  held: Record<string, string[]>,
  added: Record<string, string[]>,
): Record<string, string[]> {
  const refs = { ...held };
  for (const [name, ids] of Object.entries(added)) refs[name] = [...new Set([...(refs[name] ?? []), ...ids])];
  return refs;
}
