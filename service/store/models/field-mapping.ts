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

/** One version of a mapping; without a workspace it is the app's default. */
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
      author: { type: DataTypes.TEXT },
      createdAt: { type: DataTypes.DATE, allowNull: false, defaultValue: DataTypes.NOW },
    },
    { sequelize, tableName: 'crm_field_mappings', underscored: true, timestamps: false },
  );
}
