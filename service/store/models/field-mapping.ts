import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  Model,
  type Sequelize,
} from 'sequelize';
import type { MappingRow } from '../../../shared/mapping.js';
import type { ObjectName } from '../../../shared/records.js';

/**
 * One version of a mapping; without a workspace it is the app's default. `rows` are all rows as they stood when it was
 * saved, of which it decides those of `overrides`.
 */
export class FieldMapping extends Model<
  InferAttributes<FieldMapping>,
  InferCreationAttributes<FieldMapping>
> {
  declare id: CreationOptional<string>;
  declare appId: string;
  declare workspaceId: CreationOptional<string | null>;
  declare provider: string;
  declare object: ObjectName;
  declare version: number;
  declare rows: MappingRow[];
  /** Null: all of them, and those it lacks are left out. */
  declare overrides: CreationOptional<string[] | null>;
  /** The oldest version since which records are read as by this one. */
  declare alikeSince: number;
  declare note: CreationOptional<string | null>;
  declare author: CreationOptional<string | null>;
  declare createdAt: CreationOptional<Date>;
}

export function initFieldMapping(sequelize: Sequelize): void {
  FieldMapping.init(
    {
      id: { type: DataTypes.UUID, allowNull: false, primaryKey: true, defaultValue: DataTypes.UUIDV4 },
      appId: { type: DataTypes.UUID, allowNull: false },
      workspaceId: { type: DataTypes.UUID },
      provider: { type: DataTypes.TEXT, allowNull: false },
      object: { type: DataTypes.TEXT, allowNull: false },
      version: { type: DataTypes.INTEGER, allowNull: false },
      rows: { type: DataTypes.JSONB, allowNull: false },
      overrides: { type: DataTypes.ARRAY(DataTypes.TEXT) },
      alikeSince: { type: DataTypes.INTEGER, allowNull: false },
      note: { type: DataTypes.TEXT },
      author: { type: DataTypes.TEXT },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_field_mappings', underscored: true, timestamps: false },
  );
}
