import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { PushError, PushNote, PushState } from '../../../shared/push.js';
import type { ObjectName } from '../../../shared/records.js';

/** One write on its way to the CRM. */
export class Push extends Model<InferAttributes<Push>, InferCreationAttributes<Push>> {
  declare id: CreationOptional<string>;
  declare sequence: CreationOptional<string>;
  declare workspaceId: string;
  declare connectionId: string;
  declare object: ObjectName;
  declare localId: string;
  declare idempotencyKey: string;
  declare writeKey: string;
  declare payload: Record<string, unknown>;
  declare state: CreationOptional<PushState>;
  declare attempts: CreationOptional<number>;
  declare nextTryAt: CreationOptional<Date>;
  declare lease: CreationOptional<string>;
  declare leaseUntil: CreationOptional<Date | null>;
  declare worker: CreationOptional<string | null>;
  declare error: CreationOptional<PushError | null>;
  declare note: CreationOptional<PushNote | null>;
  declare remoteId: CreationOptional<string | null>;
  declare remoteUrl: CreationOptional<string | null>;
  declare contactName: CreationOptional<string | null>;
  declare associations: CreationOptional<Record<string, string | null>>;
  declare correlationId: string;
  declare requestedBy: CreationOptional<string | null>;
  declare firstTriedAt: CreationOptional<Date | null>;
  declare waitingSince: CreationOptional<Date | null>;
  declare sentAt: CreationOptional<Date | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date>;
}

export function initPush(sequelize: Sequelize): void {
  Push.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      sequence: { type: DataTypes.BIGINT, allowNull: false, autoIncrement: true },
      workspaceId: { type: DataTypes.UUID, allowNull: false },
      connectionId: { type: DataTypes.UUID, allowNull: false },
      object: { type: DataTypes.TEXT, allowNull: false },
      localId: { type: DataTypes.TEXT, allowNull: false },
      idempotencyKey: { type: DataTypes.TEXT, allowNull: false },
      writeKey: { type: DataTypes.TEXT, allowNull: false },
      payload: { type: DataTypes.JSONB, allowNull: false },
      state: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'queued' },
      attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      nextTryAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      lease: { type: DataTypes.BIGINT, allowNull: false, defaultValue: 0 },
      leaseUntil: { type: DataTypes.DATE },
      worker: { type: DataTypes.TEXT },
      error: { type: DataTypes.JSONB },
      note: { type: DataTypes.JSONB },
      remoteId: { type: DataTypes.TEXT },
      remoteUrl: { type: DataTypes.TEXT },
      contactName: { type: DataTypes.TEXT },
      associations: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
      correlationId: { type: DataTypes.TEXT, allowNull: false },
      requestedBy: { type: DataTypes.TEXT },
      firstTriedAt: { type: DataTypes.DATE },
      waitingSince: { type: DataTypes.DATE },
      sentAt: { type: DataTypes.DATE },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_pushes', underscored: true, timestamps: false },
  );
}
