import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';

/** Who did what to which. */
export class AuditEntry extends Model<InferAttributes<AuditEntry>, InferCreationAttributes<AuditEntry>> {
  declare id: CreationOptional<string>;
  declare at: CreationOptional<Date>;
  declare appId: CreationOptional<string | null>;
  declare workspaceId: CreationOptional<string | null>;
  declare actor: string;
  declare action: string;
  declare target: CreationOptional<string | null>;
  declare details: CreationOptional<Record<string, unknown>>;
}

export function initAuditEntry(sequelize: Sequelize): void {
  AuditEntry.init(
    {
      id: { type: DataTypes.BIGINT, allowNull: false, primaryKey: true, autoIncrement: true },
      at: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      appId: { type: DataTypes.UUID },
      workspaceId: { type: DataTypes.UUID },
      actor: { type: DataTypes.TEXT, allowNull: false },
      action: { type: DataTypes.TEXT, allowNull: false },
      target: { type: DataTypes.TEXT },
      details: { type: DataTypes.JSONB, allowNull: false, defaultValue: {} },
    },
    { sequelize, tableName: 'audit_log', underscored: true, timestamps: false },
  );
}
