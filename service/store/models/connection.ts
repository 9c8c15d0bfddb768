import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ConnectionStatus, StatusReason } from '../../../shared/connection.js';

/** A CRM account connected to a workspace; `secrets` is the sealed token set. */
export class Connection extends Model<InferAttributes<Connection>, InferCreationAttributes<Connection>> {
  declare id: CreationOptional<string>;
  declare workspaceId: string;
  declare provider: string;
  declare status: ConnectionStatus;
  declare statusReason: CreationOptional<StatusReason | null>;
  declare statusSince: CreationOptional<Date>;
  declare accountId: string;
  declare accountName: string;
  declare accountUrl: CreationOptional<string | null>;
  declare scopes: CreationOptional<string[]>;
  declare metadata: CreationOptional<Record<string, unknown>>;
  declare secrets: CreationOptional<string | null>;
  declare tokenVersion: CreationOptional<number>;
  declare tokenExpiresAt: CreationOptional<Date | null>;
  declare connectedBy: CreationOptional<string | null>;
  declare connectedAt: CreationOptional<Date>;
  declare pausedBy: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
  declare updatedAt: CreationOptional<Date>;
}

export function initConnection(sequelize: Sequelize): void {
  Connection.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      workspaceId: { type: DataTypes.UUID, allowNull: false },
      provider: { type: DataTypes.TEXT, allowNull: false },
      status: { type: DataTypes.TEXT, allowNull: false },
      statusReason: { type: DataTypes.TEXT },
      statusSince: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      accountId: { type: DataTypes.TEXT, allowNull: false },
      accountName: { type: DataTypes.TEXT, allowNull: false },
      accountUrl: { type: DataTypes.TEXT },
      scopes: { type: DataTypes.ARRAY(DataTypes.TEXT), allowNull: false, defaultValue: [] },
      metadata: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
      secrets: { type: DataTypes.TEXT },
      tokenVersion: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 1 },
      tokenExpiresAt: { type: DataTypes.DATE },
      connectedBy: { type: DataTypes.TEXT },
      connectedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      pausedBy: { type: DataTypes.TEXT },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_connections', underscored: true, timestamps: false },
  );
}
