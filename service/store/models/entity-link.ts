import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { ObjectName } from '../../../shared/records.js';

/** Remote id -> local id of a record. */
export class EntityLink extends Model<InferAttributes<EntityLink>, InferCreationAttributes<EntityLink>> {
  declare connectionId: string;
  declare object: ObjectName;
  declare remoteId: string;
  declare workspaceId: string;
  declare localId: string;
  declare alias: CreationOptional<boolean>;
  declare createdAt: CreationOptional<Date>;
}

export function initEntityLink(sequelize: Sequelize): void {
  EntityLink.init(
    {
      connectionId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      object: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      remoteId: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      workspaceId: { type: DataTypes.UUID, allowNull: false },
      localId: { type: DataTypes.TEXT, allowNull: false },
      alias: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_entity_links', underscored: true, timestamps: false },
  );
}
