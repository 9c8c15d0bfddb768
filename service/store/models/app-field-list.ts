import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { CustomFieldDefinition, ObjectName } from '../../../shared/records.js';

/** The host's own fields of one object. Without a row it has declared none, and any name may be used. */
export class AppFieldList extends Model<
  InferAttributes<AppFieldList>,
  InferCreationAttributes<AppFieldList>
> {
  declare appId: string;
  declare object: ObjectName;
  declare fields: CustomFieldDefinition[];
  declare updatedAt: CreationOptional<Date>;
}

export function initAppFieldList(sequelize: Sequelize): void {
  AppFieldList.init(
    {
      appId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      object: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      fields: { type: DataTypes.JSONB, allowNull: false },
      updatedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_app_fields', underscored: true, timestamps: false },
  );
}
