import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { CrmField } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';

/** Fields of an object as the CRM last described them. */
export class FieldCache extends Model<InferAttributes<FieldCache>, InferCreationAttributes<FieldCache>> {
  declare connectionId: string;
  declare object: ObjectName;
  declare fields: CrmField[];
  declare fetchedAt: CreationOptional<Date>;
  /** Since when the CRM answers a list that looks cut short; null when its last one was believed. */
  declare doubtedSince: CreationOptional<Date | null>;
}

export function initFieldCache(sequelize: Sequelize): void {
  FieldCache.init(
    {
      connectionId: { type: DataTypes.UUID, allowNull: false, primaryKey: true },
      object: { type: DataTypes.TEXT, allowNull: false, primaryKey: true },
      fields: { type: DataTypes.JSONB, allowNull: false },
      fetchedAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
      doubtedSince: { type: DataTypes.DATE },
    },
    { sequelize, tableName: 'crm_field_cache', underscored: true, timestamps: false },
  );
}
