import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { RunError } from '../../../shared/run.js';

/** Where a pull stands. */
export class SyncCursor extends Model<InferAttributes<SyncCursor>, InferCreationAttributes<SyncCursor>> {
  declare connectionId: string;
  declare object: ObjectName;
  declare backfillCursor: CreationOptional<string | null>;
  declare backfillStartedAt: CreationOptional<Date | null>;
  declare backfillCancelledAt: CreationOptional<Date | null>;
  /** Names what the running copy has seen; null: it proves nothing. */
  declare backfillMark: CreationOptional<string | null>;
  declare backfillHighId: CreationOptional<string | null>;
  declare backfillSeen: CreationOptional<string>;
  declare backfilledAt: CreationOptional<Date | null>;
  /** `readKey` of the mapping that the newest copy began with; null: not known. */
  declare mappingKey: CreationOptional<string | null>;
  declare deltaCursor: CreationOptional<string | null>;
  declare deletedCursor: CreationOptional<string | null>;
  declare deletedReadAt: CreationOptional<Date | null>;
  declare deletedPages: CreationOptional<number>;
  /** The mapping that records were last mapped again with which could not be mapped before. */
  declare remappedWith: CreationOptional<string | null>;
  declare lastSyncedAt: CreationOptional<Date | null>;
  declare lastError: CreationOptional<RunError | null>;
  declare updatedAt: CreationOptional<Date>;
}

export function initSyncCursor(sequelize: Sequelize): void {
  SyncCursor.init(
    {
      connectionId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      object: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      backfillCursor: { type: DataTypes.TEXT },
      backfillStartedAt: { type: DataTypes.DATE },
      backfillCancelledAt: { type: DataTypes.DATE },
      backfillMark: { type: DataTypes.UUID },
      backfillHighId: { type: DataTypes.BIGINT },
      backfillSeen: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
      backfilledAt: { type: DataTypes.DATE },
      mappingKey: { type: DataTypes.TEXT },
      deltaCursor: { type: DataTypes.TEXT },
      deletedCursor: { type: DataTypes.TEXT },
      deletedReadAt: { type: DataTypes.DATE },
      deletedPages: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      remappedWith: { type: DataTypes.TEXT },
      lastSyncedAt: { type: DataTypes.DATE },
      lastError: { type: DataTypes.JSONB },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_sync_cursors', underscored: true, timestamps: false },
  );
}
