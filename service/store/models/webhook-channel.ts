import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';

/** A subscription of one connection at its CRM; what comes through it proves itself by the token. */
export class WebhookChannel extends Model<
  InferAttributes<WebhookChannel>,
  InferCreationAttributes<WebhookChannel>
> {
  declare id: CreationOptional<string>;
  declare connectionId: string;
  declare provider: string;
  declare channelId: CreationOptional<string | null>;
  /** SHA-256. */
  declare tokenHash: Buffer;
  /** Sealed. */
  declare token: string;
  declare objects: CreationOptional<ObjectName[]>;
  declare details: CreationOptional<Record<string, unknown>>;
  declare expiresAt: CreationOptional<Date | null>;
  declare openedAt: CreationOptional<Date | null>;
  declare error: CreationOptional<{ code: string; message: string } | null>;
  declare failures: CreationOptional<number>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date>;
}

export function initWebhookChannel(sequelize: Sequelize): void {
  WebhookChannel.init(
    {
      id: { type: DataTypes.UUID, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      connectionId: { type: DataTypes.UUID, allowNull: false },
      provider: { type: DataTypes.TEXT, allowNull: false },
      channelId: { type: DataTypes.TEXT },
      tokenHash: { type: DataTypes.BLOB, allowNull: false },
      token: { type: DataTypes.TEXT, allowNull: false },
      objects: { type: DataTypes.ARRAY(DataTypes.TEXT), allowNull: false, defaultValue: [] },
      details: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
      expiresAt: { type: DataTypes.DATE },
      openedAt: { type: DataTypes.DATE },
      error: { type: DataTypes.JSONB },
      failures: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_webhook_channels', underscored: true, timestamps: false },
  );
}
