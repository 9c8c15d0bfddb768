import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { Actor, KeyKind, Permission } from '../../../shared/keys.js';

/** A key, as its SHA-256. */
export class ApiKey extends Model<InferAttributes<ApiKey>, InferCreationAttributes<ApiKey>> {
  declare id: CreationOptional<string>;
  declare appId: string;
  declare workspaceId: CreationOptional<string | null>;
  declare kind: KeyKind;
  declare hash: Buffer;
  declare prefix: string;
  declare permissions: Permission[];
  declare actor: CreationOptional<Actor | null>;
  declare createdAt: CreationOptional<Date>;
  declare expiresAt: CreationOptional<Date | null>;
  declare revokedAt: CreationOptional<Date | null>;
  declare lastUsedAt: CreationOptional<Date | null>;
}

export function initApiKey(sequelize: Sequelize): void {
  ApiKey.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      appId: { type: DataTypes.UUID, allowNull: false },
      workspaceId: { type: DataTypes.UUID },
      kind: { type: DataTypes.TEXT, allowNull: false },
      hash: { type: DataTypes.BLOB, allowNull: false },
      prefix: { type: DataTypes.TEXT, allowNull: false },
      permissions: { type: DataTypes.ARRAY(DataTypes.TEXT), allowNull: false },
      actor: { type: DataTypes.JSONB },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      expiresAt: { type: DataTypes.DATE },
      revokedAt: { type: DataTypes.DATE },
      lastUsedAt: { type: DataTypes.DATE },
    },
    { sequelize, tableName: 'api_keys', underscored: true, timestamps: false },
  );
}
