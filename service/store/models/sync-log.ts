import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';

/** One line of a run that a person reads. */
export class SyncLog extends Model<InferAttributes<SyncLog>, InferCreationAttributes<SyncLog>> {
  declare id: CreationOptional<string>;
  declare at: CreationOptional<Date>;
  declare workspaceId: string;
  declare connectionId: string;
  declare runId: CreationOptional<string | null>;
  declare level: 'info' | 'warn' | 'error';
  declare code: string;
  declare message: string;
  declare object: CreationOptional<ObjectName | null>;
  declare remoteId: CreationOptional<string | null>;
  declare details: CreationOptional<Record<string, unknown>>;
}

export function initSyncLog(sequelize: Sequelize): void {
  SyncLog.init(
    {
      id: { type: DataTypes.BIGINT, allowNull: false, primaryKey: true, autoIncrement: true },
      at: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      workspaceId: { type: DataTypes.UUID, allowNull: false },
      connectionId: { type: DataTypes.UUID, allowNull: false },
      runId: { type: DataTypes.UUID },
      level: { type: DataTypes.TEXT, allowNull: false },
      code: { type: DataTypes.TEXT, allowNull: false },
      message: { type: DataTypes.TEXT, allowNull: false },
      object: { type: DataTypes.TEXT },
      remoteId: { type: DataTypes.TEXT },
      details: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
    },
    { sequelize, tableName: 'crm_sync_logs', underscored: true, timestamps: false },
  );
}
