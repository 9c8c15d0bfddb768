import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { Actor } from '../../../shared/keys.js';

/** One attempt to connect; hashes are SHA-256, `verifier` is sealed. */
export class ConnectFlow extends Model<InferAttributes<ConnectFlow>, InferCreationAttributes<ConnectFlow>> {
  declare id: string;
  declare workspaceId: string;
  declare provider: string;
  declare state: CreationOptional<string>;
  declare error: CreationOptional<{ code: string; message: string } | null>;
  declare connectionId: CreationOptional<string | null>;
  declare startHash: CreationOptional<Buffer | null>;
  declare stateHash: CreationOptional<Buffer | null>;
  declare browserHash: CreationOptional<Buffer | null>;
  declare verifier: CreationOptional<string | null>;
  declare origin: CreationOptional<string | null>;
  declare actor: CreationOptional<Actor | null>;
  declare createdAt: CreationOptional<Date>;
  declare expiresAt: Date;
  declare usedAt: CreationOptional<Date | null>;
}

export function initConnectFlow(sequelize: Sequelize): void {
  ConnectFlow.init(
    {
      id: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      workspaceId: { type: DataTypes.UUID, allowNull: false },
      provider: { type: DataTypes.TEXT, allowNull: false },
      state: { type: DataTypes.TEXT, allowNull: false, defaultValue: 'pending' },
      error: { type: DataTypes.JSONB },
      connectionId: { type: DataTypes.UUID },
      startHash: { type: DataTypes.BLOB },
      stateHash: { type: DataTypes.BLOB },
      browserHash: { type: DataTypes.BLOB },
      verifier: { type: DataTypes.TEXT },
      origin: { type: DataTypes.TEXT },
      actor: { type: DataTypes.JSONB },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      expiresAt: { type: DataTypes.DATE, allowNull: false },
      usedAt: { type: DataTypes.DATE },
    },
    { sequelize, tableName: 'connect_flows', underscored: true, timestamps: false },
  );
}
