import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';

/** What the host registered of its own record. */
export class HostRecord extends Model<InferAttributes<HostRecord>, InferCreationAttributes<HostRecord>> {
  declare workspaceId: string;
  declare object: ObjectName;
  declare localId: string;
  declare body: Record<string, unknown>;
  declare updatedAt: CreationOptional<Date>;
}

export function initHostRecord(sequelize: Sequelize): void {
  HostRecord.init(
    {
      workspaceId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      object: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      localId: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      body: { type: DataTypes.JSONB, allowNull: false },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'host_records', underscored: true, timestamps: false },
  );
}
