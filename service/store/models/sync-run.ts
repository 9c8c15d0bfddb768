import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';
import type { ObjectProgress, RunError, RunKind, RunState } from '../../../shared/run.js';

/** One execution of a sync. */
export class SyncRun extends Model<InferAttributes<SyncRun>, InferCreationAttributes<SyncRun>> {
  declare id: CreationOptional<string>;
  declare workspaceId: string;
  declare connectionId: string;
  declare kind: RunKind;
  declare state: CreationOptional<RunState>;
  declare objects: ObjectName[];
  declare progress: CreationOptional<ObjectProgress[]>;
  declare error: CreationOptional<RunError | null>;
  declare requestedBy: CreationOptional<string | null>;
  declare correlationId: string;
  declare notBefore: CreationOptional<Date>;
  declare lease: CreationOptional<string>;
  declare leaseUntil: CreationOptional<Date | null>;
  declare worker: CreationOptional<string | null>;
  declare attempts: CreationOptional<number>;
  declare queuedAt: CreationOptional<Date>;
  declare startedAt: CreationOptional<Date | null>;
  declare finishedAt: CreationOptional<Date | null>;
}

export function initSyncRun(sequelize: Sequelize): void {
  SyncRun.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      workspaceId: { type: DataTypes.UUID, allowNull: false },
      connectionId: { type: DataTypes.UUID, allowNull: false },
      kind: { type: DataTypes.TEXT, allowNull: false },
      state: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'queued' },
      objects: { type: DataTypes.ARRAY(DataTypes.TEXT), allowNull: false },
      progress: { type: DataTypes.JSONB, allowNull: false, defaultValue: [] },
      error: { type: DataTypes.JSONB },
      requestedBy: { type: DataTypes.TEXT },
      correlationId: { type: DataTypes.TEXT, allowNull: false },
      notBefore: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      lease: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
      leaseUntil: { type: DataTypes.DATE },
      worker: { type: DataTypes.TEXT },
      attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      queuedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      startedAt: { type: DataTypes.DATE },
      finishedAt: { type: DataTypes.DATE },
    },
    { sequelize, tableName: 'crm_sync_runs', underscored: true, timestamps: false },
  );
}
