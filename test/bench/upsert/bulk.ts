import { randomUUID } from 'node:crypto';
import { DataTypes } from 'sequelize';
import { EntityLink } from '../../../service/store/models/index.js';
import type { Bed } from './bed.js';

/** The same records stored as Sequelize would: `bulkCreate` with `updateOnDuplicate`, and their links likewise. */
export interface Bulk {
  store(size: number): Promise<void>;
}

export function openBulk(bed: Bed): Bulk {
  // One object for each column: Sequelize writes the column's name into it.
  const id = () => ({ type: DataTypes.UUID, allowNull: false });
  const text = () => ({ type: DataTypes.TEXT, allowNull: false });
  const json = () => ({ type: DataTypes.JSONB, allowNull: false });
  const model = bed.store.sequelize.define(
    'BenchRecord',
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true, autoIncrementIdentity: true },
      ...{ workspace_id: id(), connection_id: id(), object: text(), remote_id: text(), local_id: text() },
      ...{ fields: json(), custom: json(), refs: json(), raw: json(), hash: DataTypes.BLOB },
      ...{ errors: DataTypes.JSONB, remote_updated_at: DataTypes.DATE },
    },
    { tableName: 'crm_records', timestamps: false },
  );
  const { workspaceId, connectionId, object } = bed.owner;
  const write = async (from: number, size: number) => {
    const rows = bed.rows.slice(from, from + size).map((row) => ({ ...row, local_id: randomUUID() }));
    await bed.store.transaction(async (transaction) => {
      await model.bulkCreate(
        rows.map(({ texts, deleted, hash, ...row }) => ({
          ...row,
          ...{
            workspace_id: workspaceId,
            connection_id: connectionId,
            object,
            hash: Buffer.from(hash, 'hex'),
          },
        })),
        {
          updateOnDuplicate: ['fields', 'custom', 'refs', 'raw', 'hash', 'errors', 'remote_updated_at'],
          conflictAttributes: ['connection_id', 'object', 'remote_id'],
          ...{ transaction, returning: false },
        },
      );
      await EntityLink.bulkCreate(
        rows.map((row) => ({ ...bed.owner, remoteId: row.remote_id, localId: row.local_id })),
        { ignoreDuplicates: true, returning: false, transaction },
      );
    });
  };
  return {
    store: async (size) => {
      for (let from = 0; from < bed.rows.length; from += size) await write(from, size);
    },
  };
}
